import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./IconButton.module.css";
import { Tooltip } from "./Tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<typeof Base>, "className" | "children"> {
  /** Said by screen readers and shown on hover: an icon alone is a riddle. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly keys?: string | undefined;
  readonly size?: "small" | "medium";
  readonly pressed?: boolean;
  readonly className?: string | undefined;
}

export function IconButton({
  label,
  icon,
  keys,
  size = "medium",
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <Base
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(styles.button, styles[size], className)}
      >
        {icon}
      </Base>
    </Tooltip>
  );
}
