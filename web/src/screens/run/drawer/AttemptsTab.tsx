import { useQuery } from "@tanstack/react-query";
import { StepAttemptsDocument } from "../../../../generated/graphql.ts";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { readPages } from "../../../data/pages.ts";
import { request } from "../../../data/request.ts";
import { cx } from "../../../ui/cx.ts";
import { Badge } from "../../../ui/feedback/Badge.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { StateIcon } from "../../../ui/feedback/StateIcon.tsx";
import type { StepState } from "../../../ui/feedback/states.ts";
import { Duration } from "../../../ui/time/Duration.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { errorOf, keyOf, type StepRow } from "../steps.ts";
import { EvidenceTexts } from "./Evidence.tsx";
import styles from "./StepDrawer.module.css";

export interface AttemptsTabProps {
  readonly run: string;
  readonly step: StepRow;
  readonly selected: number | undefined;
}

export function useAttempts(run: string, step: StepRow) {
  return useQuery({
    queryKey: ["step attempts", run, keyOf(step), step.attempt, step.state],
    queryFn: async ({ signal }) => {
      const condition = { kind: "attempt", step: step.step, scope: step.scope };
      const { rows } = await readPages(
        async (_, offset) =>
          (await request(StepAttemptsDocument, { id: run, condition, offset }, signal)).run?.timeline,
      );
      return rows;
    },
  });
}

const endings: Readonly<Record<string, StepState>> = {
  succeeded: "succeeded",
  suspended: "sleeping",
  failed: "failed",
  lost: "failed",
};

/** The ledger of the step: what was tried, when, and how it ended. The newest is on top. */
export function AttemptsTab({ run, step, selected }: AttemptsTabProps) {
  const { data, error, isPending } = useAttempts(run, step);
  if (error) return <ReadProblem error={error} />;
  if (isPending) return <Skeleton label="Loading attempts" />;
  const attempts = data?.toReversed() ?? [];
  if (attempts.length === 0) return <p className={`${styles.pad} ${styles.quiet}`}>Not tried yet.</p>;
  return (
    <ol className={`${styles.pad} ${styles.rows}`}>
      {attempts.map((one) => {
        const { code, message } = errorOf(one.detail);
        const took =
          one.startedAt && one.finishedAt ? Date.parse(one.finishedAt) - Date.parse(one.startedAt) : null;
        return (
          <li
            key={`${one.attempt} ${one.at}`}
            className={cx(styles.row, one.attempt === selected && styles.marked)}
          >
            <div className={styles.line}>
              <StateIcon state={endings[one.what] ?? "cancelled"} />
              <span>Attempt {one.attempt}</span>
              <Badge>{one.what}</Badge>
              <Duration milliseconds={took} />
              <span className={styles.end}>
                <Time at={one.at} show="clock" />
              </span>
            </div>
            {code !== "" && (
              <p className={styles.message}>
                <code className={styles.error}>{code}</code> {message}
              </p>
            )}
            <EvidenceTexts evidence={one.evidence} />
          </li>
        );
      })}
    </ol>
  );
}
