import { OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../problem.ts";
import styles from "./ErrorCallout.module.css";

export interface ErrorCalloutProps {
  readonly problem: Problem;
  /** Where the code's section is. */
  readonly help?: string | undefined;
  readonly actions?: ReactNode;
}

/** What happened, what to do next, and a code to search for: in that order of size. */
export function ErrorCallout({ problem, help, actions }: ErrorCalloutProps) {
  return (
    <div className={`flex wrap gap-3 pad-3 ${styles.callout}`} role="alert">
      <OctagonX className={styles.icon} aria-hidden="true" />
      <div className={styles.words}>
        <p className="medium">{problem.message}</p>
        {problem.hint && <p className={styles.hint}>{problem.hint}</p>}
        <p className={styles.foot}>
          <code>{problem.code}</code>
          {help && (
            <a href={help} target="_blank" rel="noreferrer">
              What this means
            </a>
          )}
        </p>
      </div>
      {actions && <div className="flex gap-2">{actions}</div>}
    </div>
  );
}
