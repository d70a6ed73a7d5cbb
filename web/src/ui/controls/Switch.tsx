import { Switch as Base } from "@base-ui/react/switch";
import type { ReactNode } from "react";
import styles from "./Switch.module.css";

export interface SwitchProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
}

/** Takes effect at once. What waits for Save is a Checkbox. */
export function Switch({ label, checked, onCheckedChange, hint, disabled = false }: SwitchProps) {
  return (
    <label className={`row between gap-4 ${styles.row}`}>
      <span className="stack">
        <span>{label}</span>
        {hint && <span className="small tertiary">{hint}</span>}
      </span>
      <Base.Root
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next)}
        disabled={disabled}
        className={styles.track}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
    </label>
  );
}
