/** From rows of steps and of their attempts to what the timeline draws. */
import type { RunAttemptsQuery } from "../../data/generated/graphql.ts";
import type { StepState } from "../../ui/feedback/states.ts";
import { criticalPath } from "../../ui/timeline/critical-path.ts";
import type { Interval } from "../../ui/timeline/scale.ts";
import type { Segment, TimelineRow } from "../../ui/timeline/Timeline.tsx";
import { keyOf, type StepRow } from "./steps.ts";

export type Attempt = NonNullable<RunAttemptsQuery["run"]>["timeline"]["nodes"][number];

/** What an attempt's outcome looks like: as the state a step would have ended in. */
const outcomes: Readonly<Record<string, StepState>> = {
  succeeded: "succeeded",
  failed: "failed",
  lost: "failed",
  suspended: "sleeping",
  superseded: "cancelled",
  released: "cancelled",
  cancelled: "cancelled",
};

export function timelineRows(
  steps: readonly StepRow[],
  attempts: ReadonlyMap<string, readonly Attempt[]>,
): readonly TimelineRow[] {
  return steps
    .filter((step) => step.readyAt !== null || step.startedAt !== null)
    .map((step) => ({
      key: keyOf(step),
      title: step.step,
      state: step.state,
      attempts: step.attempt,
      depth: step.scope === "" ? 0 : step.scope.split("/").length,
      segments: segmentsOf(step, attempts.get(keyOf(step)) ?? []),
    }));
}

/** All but the last attempt come from the ledger; the last one is what the step's own row says, also while it runs. */
function segmentsOf(step: StepRow, attempts: readonly Attempt[]): readonly Segment[] {
  const earlier = attempts
    .filter((one) => one.attempt !== null && (one.attempt < step.attempt || one.what === "suspended"))
    .sort((a, b) => (a.attempt ?? 0) - (b.attempt ?? 0));
  const segments: Segment[] = [];
  let last: number | null = null;
  for (const one of earlier) {
    const [ready, start, end] = [at(one.readyAt), at(one.startedAt), at(one.finishedAt)];
    if (last !== null && ready !== null && ready > last) segments.push(sleep(last, ready));
    if (ready !== null && start !== null)
      segments.push({ kind: "queue", start: ready, end: start, state: "ready" });
    if (start !== null && end !== null) {
      segments.push({ kind: "run", start, end, state: outcomes[one.what] ?? "cancelled" });
    }
    last = end ?? last;
  }
  const [ready, start, end] = [at(step.readyAt), at(step.startedAt), at(step.finishedAt)];
  const drawn = last !== null && start !== null && start < last;
  if (step.state === "sleeping") {
    const since = last ?? start ?? ready;
    if (since !== null) segments.push({ kind: "sleep", start: since, end: null, state: "sleeping" });
    return segments;
  }
  if (last !== null && ready !== null && ready > last) segments.push(sleep(last, ready));
  if (ready !== null && !drawn) {
    segments.push({ kind: "queue", start: ready, end: start ?? end ?? null, state: "ready" });
  }
  if (start !== null && !drawn) segments.push({ kind: "run", start, end, state: step.state });
  return segments;
}

/** Keys of the steps of which something happened in a part of the time: queued, running or asleep. */
export function activeKeys(
  rows: readonly TimelineRow[],
  { start, end }: Interval,
  now: number,
): ReadonlySet<string> {
  const active = (row: TimelineRow) =>
    row.segments.some((part) => part.start <= end && (part.end ?? now) >= start);
  return new Set(rows.filter(active).map((row) => row.key));
}

/** In the address a part of the time is milliseconds since the run was made: `range=120..4500`. */
export function readSpan(text: string | undefined, createdAt: string): Interval | undefined {
  const [, start, end] = /^(\d+)\.\.(\d+)$/.exec(text ?? "") ?? [];
  const origin = Date.parse(createdAt);
  return start !== undefined && end !== undefined && Number(start) < Number(end)
    ? { start: origin + Number(start), end: origin + Number(end) }
    : undefined;
}

export function printSpan(span: Interval | undefined, createdAt: string): string | undefined {
  if (!span) return undefined;
  const since = (moment: number) => Math.max(0, moment - Date.parse(createdAt));
  return `${Math.floor(since(span.start))}..${Math.ceil(since(span.end))}`;
}

/** Keys of the steps that decided when the run ended. */
export function criticalKeys(steps: readonly StepRow[]): ReadonlySet<string> {
  const keys = new Map(steps.map((step) => [step.idx, keyOf(step)]));
  return new Set(
    criticalPath(
      steps
        .filter((step) => step.startedAt !== null)
        .map((step) => ({
          key: keyOf(step),
          finishedAt: at(step.finishedAt),
          after: step.sources.flatMap((source) => (source === null ? [] : (keys.get(source) ?? []))),
        })),
    ),
  );
}

const sleep = (start: number, end: number): Segment => ({ kind: "sleep", start, end, state: "sleeping" });
const at = (text: string | null) => (text === null ? null : Date.parse(text));
