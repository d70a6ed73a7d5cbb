import { useInfiniteQuery } from "@tanstack/react-query";
import { RunHistoryDocument, type RunHistoryQuery } from "../../../generated/graphql.ts";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./drawer/StepDrawer.module.css";
import { type Act, readAct } from "./history.ts";
import { historyForms } from "./sql.ts";
import { keyOf } from "./steps.ts";
import type { RunView } from "./useRun.ts";

export interface HistoryProps {
  readonly run: RunView["run"];
  readonly onSelect: (key: string) => void;
}

/** Who did what to the run, when, why and with what; at the end, how it began. */
export function History({ run, onSelect }: HistoryProps) {
  const history = useInfiniteQuery({
    queryKey: ["run history", run.id, run.state, run.revision],
    queryFn: async ({ signal, pageParam }) =>
      (await request(RunHistoryDocument, { id: run.id, first: 100, after: pageParam }, signal)).run?.events,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last?.pageInfo.hasNextPage ? last.pageInfo.endCursor : undefined),
    refetchInterval: run.finishedAt === null ? 3_000 : false,
  });
  if (history.error) return <ErrorCallout problem={toProblem(history.error)} />;
  if (history.isPending) return <Skeleton label="Loading the history" />;
  const events = history.data.pages.flatMap((page) => page?.nodes ?? []);
  return (
    <div className={`${styles.pad} ${styles.logs}`}>
      <div className={styles.bar}>
        <span className={styles.quiet}>
          {events.length === 0
            ? "Nobody has done anything to this run."
            : "What people did, the newest first."}
        </span>
        <CopyAs {...historyForms(run.id)} />
      </div>
      <ol className={styles.rows} aria-label="History">
        {events.map((event) => (
          <Entry key={event.id} event={event} onSelect={onSelect} />
        ))}
        {!history.hasNextPage && (
          <li className={styles.row}>
            <span className={styles.line}>
              Made by{" "}
              {run.parentRunId === null
                ? (run.triggerStep ?? "a call of start_run")
                : `run ${run.parentRunId}`}
              <span className={styles.end}>
                <Time at={run.createdAt} show="full" />
              </span>
            </span>
          </li>
        )}
      </ol>
      {history.hasNextPage && (
        <div>
          <Button size="small" busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            More of the history
          </Button>
        </div>
      )}
    </div>
  );
}

type Event = NonNullable<RunHistoryQuery["run"]>["events"]["nodes"][number];

function Entry({ event, onSelect }: { readonly event: Event; readonly onSelect: (key: string) => void }) {
  const act = readAct(event.kind, event.detail);
  return (
    <li className={styles.row}>
      <span className={styles.line}>
        <strong>{event.actor}</strong> {act.words}
        {act.steps.slice(0, 5).map((step) => (
          <Button key={keyOf(step)} size="small" look="quiet" onClick={() => onSelect(keyOf(step))}>
            <code>{keyOf(step)}</code>
          </Button>
        ))}
        {act.steps.length > 5 && <span>and {act.steps.length - 5} more steps</span>}
        {act.alone && <span>alone, without what is below it</span>}
        {act.until !== undefined && (
          <span>
            until <Time at={act.until} show="full" />
          </span>
        )}
        <span className={styles.end}>
          <Time at={event.at} show="full" />
        </span>
      </span>
      {event.reason !== null && <p className={styles.message}>{event.reason}</p>}
      <Given act={act} />
    </li>
  );
}

/** What somebody put in: the input they edited, or the payload they sent. */
export function Given({ act: { given } }: { readonly act: Act }) {
  if (!given) return null;
  return (
    <CodeSample
      language="json"
      label={given.label}
      code={JSON.stringify(given.value, null, 2).slice(0, 8_000)}
    />
  );
}
