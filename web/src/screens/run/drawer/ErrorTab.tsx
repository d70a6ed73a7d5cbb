import { Link } from "@tanstack/react-router";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import type { Problem } from "../../../ui/problem.ts";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { errorOf } from "../steps.ts";
import type { DiffTabProps } from "./DiffTab.tsx";
import { Evidence } from "./Evidence.tsx";
import styles from "./StepDrawer.module.css";

/** What happened and what to do; then who else it happened to; then all that is known. */
export function ErrorTab({ name, step, flow }: Pick<DiffTabProps, "name" | "step" | "flow">) {
  const { detail, ...problem } = problemOfStep(step.error);
  const { code } = problem;
  if (step.error === null) return <p className={`${styles.pad} ${styles.quiet}`}>No error.</p>;
  return (
    <div className={styles.pad}>
      <ErrorCallout problem={problem} />
      <Evidence {...name} attempt={step.attempt} />
      <p>
        <Link to="/runs" search={{ q: `flow:${flow} state:failed step:${step.step} error:${code}` }}>
          Runs that failed like this
        </Link>{" "}
        ·{" "}
        <Link to="/runs" search={{ q: `error:${code}` }}>
          All with {code}
        </Link>
      </p>
      {detail !== undefined && (
        <CodeSample
          language="json"
          label="Detail"
          code={typeof detail === "string" ? detail : JSON.stringify(detail, null, 2).slice(0, 8_000)}
        />
      )}
    </div>
  );
}

/** The error of a step, of which only code and message are sure to be there. */
export function problemOfStep(error: unknown): Problem {
  const { hint, detail } = { hint: undefined, detail: undefined, ...Object(error) };
  return {
    ...errorOf(error),
    hint: typeof hint === "string" ? hint : undefined,
    detail: detail ?? undefined,
  };
}
