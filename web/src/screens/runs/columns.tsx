import { mostTelling, waitOf } from "#language/waits.ts";
import type { RunRowFragment } from "../../../generated/graphql.ts";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import type { Column } from "../../ui/table/column.ts";
import { Duration, Elapsed } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import styles from "./columns.module.css";
import { durationOf, errorOf } from "./plan-query.ts";
import { Waits } from "./Waits.tsx";

export const columns: readonly Column<RunRowFragment>[] = [
  { id: "state", title: "State", width: "7.25rem", cell: (run) => <StateBadge state={run.state} plain /> },
  {
    id: "run",
    title: "Run",
    width: "4.5rem",
    align: "end",
    cell: (run) => <span className={styles.id}>{run.id}</span>,
  },
  {
    id: "flow",
    title: "Flow",
    width: "minmax(7rem, 1.2fr)",
    cell: (run) => (
      <span className={styles.flow} title={run.flow?.title ?? undefined}>
        <span className={styles.slug}>{run.flow?.slug}</span>
        {run.version && <span className="small tertiary">v{run.version.number}</span>}
        {run.pinned && <Try />}
      </span>
    ),
  },
  { id: "at", title: "Where", width: "minmax(9rem, 2fr)", cell: (run) => <Where run={run} />, from: 560 },
  {
    id: "progress",
    title: "Ends",
    width: "4.5rem",
    align: "end",
    cell: (run) => <Ends run={run} />,
    from: 1000,
  },
  {
    id: "trigger",
    title: "Trigger",
    width: "7rem",
    cell: (run) => (run.parentRunId === null ? (run.triggerStep ?? "–") : `run ${run.parentRunId}`),
    from: 860,
  },
  {
    id: "duration",
    title: "Duration",
    width: "6rem",
    align: "end",
    cell: (run) =>
      run.startedAt !== null && run.finishedAt === null ? (
        <Elapsed since={run.startedAt} />
      ) : (
        <Duration milliseconds={durationOf(run, 0)} />
      ),
    from: 480,
  },
  {
    id: "started",
    title: "Started",
    width: "6rem",
    align: "end",
    from: 420,
    cell: (run) => <Time at={run.startedAt ?? run.createdAt} />,
  },
];

/** Not the real thing: the draft, up to a step. */
const Try = () => (
  <span title="A try of the draft, up to one step. Pinned outputs stand in for steps.">
    <Badge tone="accent">try</Badge>
  </span>
);

/** The step that matters most: what failed, else what only a person ends, what runs, what ends by itself. */
function Where({ run }: { readonly run: RunRowFragment }) {
  const failed = run.at.nodes.find((at) => at.state === "failed");
  const waiting = run.finishedAt === null ? mostTelling(run.at.nodes, waitAt) : undefined;
  const running = run.at.nodes.find((one) => one.state === "running");
  const at = failed ?? (waiting?.wait === "signal" ? waiting : (running ?? waiting));
  if (!at) return <span className={styles.quiet}>{run.reason ?? ""}</span>;
  const { code, message } = errorOf(at.error);
  const wait = waitAt(at);
  return (
    <span className={styles.where} title={failed ? `${code} ${message}` : undefined}>
      <StateIcon state={at.state} />
      <span className={styles.step}>{at.step}</span>
      {failed ? (
        <span className={styles.error}>
          <code>{code}</code> {message}
        </span>
      ) : (
        wait && (
          <span className={styles.quiet}>
            <Waits wait={wait} at={at.wakeAt} />
          </span>
        )
      )}
      {!failed && at.attempt > 1 && <span className={styles.quiet}>attempt {at.attempt}</span>}
    </span>
  );
}

const waitAt = (at: RunRowFragment["at"]["nodes"][number]) => waitOf(at.state, at.wait);

/** A run has ended when each of its ends has; how many have says how far it is. */
function Ends({ run }: { readonly run: RunRowFragment }) {
  const all = run.graph?.sinks ?? 0;
  if (all === 0) return "–";
  return `${all - run.openSinks}/${all}`;
}
