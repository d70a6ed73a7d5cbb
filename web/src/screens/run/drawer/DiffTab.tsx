import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  LastGoodRunsDocument,
  RunHistoryDocument,
  StepDetailDocument,
} from "../../../../generated/graphql.ts";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { diffValues, MOST } from "../diff-values.ts";
import { Given } from "../History.tsx";
import { readAct } from "../history.ts";
import { type Payload, readPayload } from "../payload.ts";
import type { StepName } from "../sql.ts";
import { keyOf, type StepRow } from "../steps.ts";
import { useAttempts } from "./AttemptsTab.tsx";
import styles from "./StepDrawer.module.css";

export interface DiffTabProps {
  readonly name: StepName;
  readonly flow: string;
  /** Of this run: good is what came before it. */
  readonly createdAt: string;
  readonly step: StepRow;
  readonly input: Payload | undefined;
  readonly output: Payload | undefined;
  readonly loading: boolean;
}

/** What is different from when it worked, or from the try before. */
export function DiffTab({ step, ...props }: DiffTabProps) {
  const [against, setAgainst] = useState<"good" | "attempt">("good");
  return (
    <div className={styles.pad}>
      <Segmented
        label="Compare with"
        value={against}
        onValueChange={setAgainst}
        choices={[
          { value: "good", label: "Last good run" },
          { value: "attempt", label: "Previous attempt" },
        ]}
      />
      {against === "good" ? <AgainstGood {...props} /> : <AgainstAttempt run={props.name.run} step={step} />}
    </div>
  );
}

function AgainstGood({ name, flow, createdAt, input, output, loading }: Omit<DiffTabProps, "step">) {
  const { data, error, isPending } = useQuery({
    queryKey: ["last good", flow, name.step, name.scope, name.run],
    queryFn: async ({ signal }) => {
      const { runs } = await request(LastGoodRunsDocument, { flow, before: createdAt }, signal);
      const id = runs?.nodes[0]?.id;
      if (id === undefined) return null;
      const { stepPreview } = await request(
        StepDetailDocument,
        { id, step: name.step, scope: name.scope },
        signal,
      ).catch((error: unknown) => {
        // It may not have come to this step.
        if (toProblem(error).code.startsWith("RFN")) return { stepPreview: null };
        throw error;
      });
      return {
        id,
        missing: stepPreview === null,
        input: readPayload(stepPreview?.input),
        output: readPayload(stepPreview?.output),
      };
    },
  });
  if (error) return <ReadProblem error={error} />;
  if (isPending || loading) return <Skeleton label="Loading the last good run" />;
  if (!data) return <p className={styles.quiet}>No run of this flow before this one has succeeded.</p>;
  if (data.missing)
    return (
      <p className={styles.quiet}>Run {data.id}, the last good one before, did not come to this step.</p>
    );
  return (
    <>
      <p className={styles.quiet}>Run {data.id} is before, this run is after.</p>
      <Differences title="Input" {...shown(data.input, input)} />
      <Differences title="Output" {...shown(data.output, output)} />
    </>
  );
}

function AgainstAttempt({ run, step }: { readonly run: string; readonly step: StepRow }) {
  const { data, error, isPending } = useAttempts(run, step);
  const driven = useQuery({
    queryKey: ["re-drives", run, step.attempt],
    queryFn: async ({ signal }) =>
      (await request(RunHistoryDocument, { id: run, condition: { kind: "redriven" }, first: 100 }, signal))
        .run?.events.nodes ?? [],
  });
  const problem = error ?? driven.error;
  if (problem) return <ReadProblem error={problem} />;
  if (isPending || driven.isPending) return <Skeleton label="Loading attempts" />;
  const [before, after] = (data ?? []).slice(-2);
  if (!before || !after) return <p className={styles.quiet}>There is one attempt, so nothing to compare.</p>;
  const between = driven.data?.filter(({ at }) => isBetween(at, before.at, after.at)) ?? [];
  return (
    <>
      <p className={styles.quiet}>
        Attempt {before.attempt} is before, attempt {after.attempt} is after.{" "}
        {between.length === 0
          ? "Nobody re-drove a step between them, so both had the same input."
          : "A step was re-driven between them, so their inputs may differ. What is kept of each is how it ended."}
      </p>
      {between.map((event) => {
        const act = readAct(event.kind, event.detail);
        return (
          <section key={event.id} aria-label="Re-driven between them">
            <p>
              <strong>{event.actor}</strong> {act.words} <code>{act.steps.map(keyOf).join(", ")}</code>{" "}
              <Time at={event.at} />
              {event.reason !== null && `: ${event.reason}`}
            </p>
            <Given act={act} />
          </section>
        );
      })}
      <Differences
        title="Outcome"
        before={{ outcome: before.what, error: before.detail }}
        after={{ outcome: after.what, error: after.detail }}
      />
    </>
  );
}

const isBetween = (at: string, from: string, to: string) =>
  Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(to);

const shown = (before: Payload | undefined, after: Payload | undefined) => ({
  before: before?.value,
  after: after?.value,
  cut: before?.cut === true || after?.cut === true,
});

function Differences({
  title,
  before,
  after,
  cut = false,
}: {
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly cut?: boolean;
}) {
  const found = diffValues(before ?? null, after ?? null);
  return (
    <section aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      {cut && <p className={styles.quiet}>Compared as far as it is shown.</p>}
      {found.length === 0 ? (
        !cut && <p className={styles.quiet}>The same.</p>
      ) : (
        <ul className={styles.rows}>
          {found.map(({ path, kind, before: old, after: fresh }) => (
            <li key={path} className={styles.row}>
              <span className={styles.line}>
                <code>{path}</code> <span className={styles.quiet}>{kind}</span>
              </span>
              {kind !== "added" && <code className={styles.before}>{print(old)}</code>}
              {kind !== "removed" && <code className={styles.after}>{print(fresh)}</code>}
            </li>
          ))}
          {found.length === MOST && <li className={styles.quiet}>and more</li>}
        </ul>
      )}
    </section>
  );
}

const print = (value: unknown) => {
  const text = JSON.stringify(value, null, 1) ?? "null";
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
};
