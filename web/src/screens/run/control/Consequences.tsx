import { TriangleAlert } from "lucide-react";
import { StateIcon } from "../../../ui/feedback/StateIcon.tsx";
import styles from "./Control.module.css";

export interface Consequence {
  readonly key: string;
  readonly state:
    | "waiting"
    | "ready"
    | "running"
    | "sleeping"
    | "succeeded"
    | "failed"
    | "skipped"
    | "cancelled";
  readonly effects: string | undefined;
  /** How often it has run already. */
  readonly attempts: number;
}

export interface ConsequencesProps {
  readonly again: readonly Consequence[];
  readonly reused: readonly string[];
}

const MOST = 40;

/** What will run again, what is kept, and what will be felt outside. */
export function Consequences({ again, reused }: ConsequencesProps) {
  const felt = again.filter((step) => step.effects === "external" && step.attempts > 0);
  return (
    <div className={styles.consequences}>
      <section aria-label="Runs again">
        <h3 className={`flex small secondary gap-2 ${styles.heading}`}>
          Runs again <span className={styles.count}>{again.length}</span>
        </h3>
        <ul className={`grid scrolls-y gap-1 ${styles.steps}`}>
          {again.slice(0, MOST).map((step) => (
            <li key={step.key} className={styles.step}>
              <StateIcon state={step.state} />
              <code>{step.key}</code>
              {step.effects === "external" && (
                <span className={`fixed to-end micro ${styles.effect}`}>acts outside</span>
              )}
            </li>
          ))}
          {again.length > MOST && <li className={styles.step}>and {again.length - MOST} more</li>}
        </ul>
      </section>
      <section aria-label="Reused">
        <h3 className={`flex small secondary gap-2 ${styles.heading}`}>
          Reused <span className={styles.count}>{reused.length}</span>
        </h3>
        {reused.length === 0 ? (
          <p className={styles.quiet}>Nothing: it begins at the first step.</p>
        ) : (
          <ul className={`grid scrolls-y gap-1 ${styles.steps}`}>
            {reused.slice(0, MOST).map((key) => (
              <li key={key} className={styles.step}>
                <StateIcon state="succeeded" />
                <code>{key}</code>
              </li>
            ))}
            {reused.length > MOST && <li className={styles.step}>and {reused.length - MOST} more</li>}
          </ul>
        )}
      </section>
      {felt.length > 0 && (
        <p className={styles.warning}>
          <TriangleAlert aria-hidden="true" />
          <span>
            <code>
              {felt
                .slice(0, 5)
                .map((step) => step.key)
                .join(", ")}
            </code>
            {felt.length > 5 && ` and ${felt.length - 5} more`} may already have acted outside and would act
            again. The idempotency key stays the same, for those who honour it.
          </span>
        </p>
      )}
    </div>
  );
}
