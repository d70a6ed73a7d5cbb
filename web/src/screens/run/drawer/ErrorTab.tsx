import { Link } from "@tanstack/react-router";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { errorOf, type StepRow } from "../steps.ts";
import styles from "./StepDrawer.module.css";

/** What happened and what to do; then who else it happened to; then all that is known. */
export function ErrorTab({ step, flow }: { readonly step: StepRow; readonly flow: string }) {
  const { code, message } = errorOf(step.error);
  const rest = detailsOf(step.error);
  if (step.error === null) return <p className={`${styles.pad} ${styles.quiet}`}>No error.</p>;
  return (
    <div className={styles.pad}>
      <ErrorCallout problem={{ code, message, hint: rest.hint }} />
      <p>
        <Link to="/runs" search={{ q: `flow:${flow} state:failed step:${step.step} error:${code}` }}>
          Runs that failed like this
        </Link>{" "}
        ·{" "}
        <Link to="/runs" search={{ q: `error:${code}` }}>
          All with {code}
        </Link>
      </p>
      {rest.detail !== undefined && (
        <CodeSample
          language="json"
          label="Detail"
          code={
            typeof rest.detail === "string"
              ? rest.detail
              : JSON.stringify(rest.detail, null, 2).slice(0, 8_000)
          }
        />
      )}
    </div>
  );
}

function detailsOf(error: unknown): { readonly hint: string | undefined; readonly detail: unknown } {
  if (typeof error !== "object" || error === null) return { hint: undefined, detail: undefined };
  const { hint, detail } = { hint: undefined, detail: undefined, ...error };
  return { hint: typeof hint === "string" ? hint : undefined, detail: detail ?? undefined };
}
