import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./Checkbox.module.css";

export interface CheckboxProps {
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean, shift: boolean) => void;
  readonly label?: ReactNode;
  /** For a box without words beside it, as in a table's first column. */
  readonly "aria-label"?: string;
  readonly indeterminate?: boolean;
  readonly disabled?: boolean;
  readonly tabIndex?: number;
}

export function Checkbox({
  checked,
  onCheckedChange,
  label,
  indeterminate = false,
  disabled = false,
  ...rest
}: CheckboxProps) {
  const box = (
    <Base.Root
      checked={checked}
      indeterminate={indeterminate}
      disabled={disabled}
      aria-label={rest["aria-label"]}
      {...(rest.tabIndex === undefined ? {} : { tabIndex: rest.tabIndex })}
      onCheckedChange={(next, details) => onCheckedChange(next, isShift(details.event))}
      className={styles.box}
    >
      <Base.Indicator className={styles.mark}>{indeterminate ? <Minus /> : <Check />}</Base.Indicator>
    </Base.Root>
  );
  return label === undefined ? (
    box
  ) : (
    <label className={cx(styles.row, disabled && styles.disabled)}>
      {box}
      <span>{label}</span>
    </label>
  );
}

const isShift = (event: Event) => "shiftKey" in event && event.shiftKey === true;
