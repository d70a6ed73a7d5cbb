import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./Badge.module.css";

export interface BadgeProps {
  readonly children: ReactNode;
  /** Outline for facts (v12, draft), tone for what asks for attention. */
  readonly tone?: "outline" | "neutral" | "accent" | "good" | "warn" | "bad";
  readonly icon?: ReactNode;
  readonly mono?: boolean;
}

export function Badge({ children, tone = "outline", icon, mono = false }: BadgeProps) {
  return (
    <span className={cx(styles.badge, styles[tone], mono && styles.mono)}>
      {icon}
      {children}
    </span>
  );
}
