import { useQuery } from "@tanstack/react-query";
import { StepWhyDocument } from "../../../../generated/graphql.ts";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { request } from "../../../data/request.ts";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { whySql } from "../sql.ts";
import { keyOf, type StepRow } from "../steps.ts";
import styles from "./StepDrawer.module.css";

/** What it waits for, by the rows the scheduler itself decides by, and the statement that would move it on. */
export function WhyTab({ run, step }: { readonly run: string; readonly step: StepRow }) {
  const { data, error, isPending } = useQuery({
    queryKey: ["why", run, keyOf(step), step.state, step.attempt, step.wait],
    queryFn: async ({ signal }) =>
      request(StepWhyDocument, { id: run, step: step.step, scope: step.scope }, signal),
    staleTime: 0,
  });
  if (error) return <ReadProblem error={error} />;
  if (isPending) return <Skeleton label="Asking why" />;
  const row = data.why?.[0];
  if (!row) return <p className={`${styles.pad} ${styles.quiet}`}>Nothing is known of this step.</p>;
  return (
    <div className={styles.pad}>
      <p>
        <strong>{row.reason}</strong>
      </p>
      <p className={styles.quiet}>
        {row.since && (
          <>
            Since <Time at={row.since} show="full" />.{" "}
          </>
        )}
        {row.until && (
          <>
            Until <Time at={row.until} show="full" />.
          </>
        )}
      </p>
      {row.hint &&
        (row.hint.startsWith("select") ? (
          <CodeSample code={`${row.hint};`} language="sql" label="What would move it on" />
        ) : (
          <p>{row.hint}</p>
        ))}
      <CodeSample
        code={whySql({ run, step: step.step, scope: step.scope })}
        language="sql"
        label="Ask again in psql"
      />
    </div>
  );
}
