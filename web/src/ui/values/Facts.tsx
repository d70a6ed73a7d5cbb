import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./Facts.module.css";

/** What is known of one thing, a name and a value a line: `dt` and `dd` by turns. */
export function Facts({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return <dl className={cx(styles.facts, className)}>{children}</dl>;
}
