import { Field as Base } from "@base-ui/react/field";
import type { ReactNode } from "react";
import styles from "./Field.module.css";

export interface FieldProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly name?: string | undefined;
  readonly hint?: ReactNode;
  /** Replaces the hint's place, so that the form does not jump. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  /** Beside the label, at the far end: a unit, a "clear", a badge. */
  readonly aside?: ReactNode;
  readonly hideLabel?: boolean;
}

/** Label, control, hint and error, tied together for eyes and for screen readers. */
export function Field({ label, children, name, hint, error, required, aside, hideLabel }: FieldProps) {
  return (
    <Base.Root className={styles.field} name={name} invalid={error !== undefined}>
      <div className={hideLabel ? "visually-hidden" : styles.heading}>
        <Base.Label className={styles.label}>
          {label}
          {required && (
            <span className={`micro tertiary ${styles.required}`} aria-hidden="true">
              {" "}
              required
            </span>
          )}
        </Base.Label>
        {aside}
      </div>
      {children}
      {error !== undefined ? (
        <Base.Error match className={styles.error}>
          {error}
        </Base.Error>
      ) : (
        hint && <Base.Description className={styles.hint}>{hint}</Base.Description>
      )}
    </Base.Root>
  );
}
