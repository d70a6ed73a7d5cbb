import { CircleCheck, OctagonX } from "lucide-react";
import { Spinner } from "../../../ui/controls/Spinner.tsx";
import styles from "./Problems.module.css";
import type { Check } from "./useCheck.ts";

/** Everything the engine would refuse, at once and with its place; or that it would take it. */
export function Problems({ check, nothing }: { readonly check: Check; readonly nothing: boolean }) {
  const errors = check.problems.filter(({ severity }) => severity !== "warning").length;
  return (
    <div className="stack gap-2">
      <p className={styles.sum} role="status">
        {nothing ? (
          "Every problem is listed here as you write."
        ) : check.checking ? (
          <>
            <Spinner /> Checking
          </>
        ) : errors === 0 ? (
          <>
            <CircleCheck className={styles.good} aria-hidden="true" /> It can be deployed
          </>
        ) : (
          <>
            <OctagonX className={styles.bad} aria-hidden="true" /> {errors}{" "}
            {errors === 1 ? "problem" : "problems"}
          </>
        )}
      </p>
      {check.problems.length > 0 && (
        <ul className={styles.list} tabIndex={0} aria-label="Problems">
          {check.problems.map((problem, index) => (
            <li key={`${problem.path} ${index}`} className={styles.problem}>
              <p>
                {problem.severity === "warning" && "Warning: "}
                {problem.path && <code className="failed">{problem.path}</code>} {problem.message}
              </p>
              {problem.hint && <p className="small tertiary">{problem.hint}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
