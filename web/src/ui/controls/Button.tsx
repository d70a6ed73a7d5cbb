import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./Button.module.css";
import { KeyHint } from "./KeyHint.tsx";
import { Spinner } from "./Spinner.tsx";
import { Tooltip } from "./Tooltip.tsx";

export interface ButtonProps extends Omit<ComponentProps<typeof Base>, "className" | "children"> {
  readonly children: ReactNode;
  /** One primary per view. Danger destroys or cannot be undone. */
  readonly look?: "primary" | "secondary" | "quiet" | "danger";
  readonly size?: "small" | "medium" | "large";
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly busy?: boolean;
  /** Why it cannot be pressed. The button stays reachable, so that the reason is too. */
  readonly blocked?: string | undefined;
  readonly className?: string | undefined;
}

export function Button({
  children,
  look = "secondary",
  size = "medium",
  icon,
  keys,
  busy = false,
  blocked,
  className,
  ...rest
}: ButtonProps) {
  const button = (
    <Base
      {...rest}
      disabled={rest.disabled || busy || blocked !== undefined}
      focusableWhenDisabled={busy || blocked !== undefined}
      aria-busy={busy || undefined}
      className={cx(styles.button, styles[look], styles[size], className)}
    >
      {busy ? <Spinner /> : icon}
      <span className={styles.label}>{children}</span>
      {keys && <KeyHint keys={keys} quiet />}
    </Base>
  );
  return blocked === undefined ? button : <Tooltip text={blocked}>{button}</Tooltip>;
}
