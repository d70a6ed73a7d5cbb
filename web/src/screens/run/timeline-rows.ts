/** From rows of steps and of their attempts to what the timeline draws. */
import { waitOf, waits } from "#language/waits.ts";
import type { RunAttemptsQuery } from "../../../generated/graphql.ts";
import type { StepState } from "../../ui/feedback/states.ts";
import { criticalPath } from "../../ui/timeline/critical-path.ts";
import type { Interval } from "../../ui/timeline/scale.ts";
import type { Segment, TimelineRow } from "../../ui/timeline/Timeline.tsx";
import { around, keyOf, type StepRow } from "./steps.ts";

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
      ...waitIn(step),
    }));
}

function waitIn(step: StepRow): Pick<TimelineRow, "wait"> {
  const wait = waitOf(step.state, step.wait);
  if (!wait) return {};
  const { words, until } = waits[wait];
  return { wait: { words, until, at: at(step.wakeAt) } };
}

/** Tries that are over come from the ledger; the last one is what the step's own row says, also while it runs or waits. */
function segmentsOf(step: StepRow, attempts: readonly Attempt[]): readonly Segment[] {
  const segments: Segment[] = [];
  let last: number | null = null;
  const draw = (ready: number | null, start: number | null, end: number | null, state: StepState) => {
    // A step that sleeps is not made ready anew: what lies between two tries was a wait.
    const queued = ready !== null && (last === null || ready >= last) ? ready : null;
    const begin = queued ?? start ?? end;
    if (last !== null && begin !== null && begin > last) segments.push(sleep(last, begin));
    if (queued !== null) segments.push({ kind: "queue", start: queued, end: start ?? end, state: "ready" });
    if (start !== null) segments.push({ kind: "run", start, end, state });
  };
  for (const one of attempts.toSorted((a, b) => (at(a.finishedAt) ?? 0) - (at(b.finishedAt) ?? 0))) {
    draw(at(one.readyAt), at(one.startedAt), at(one.finishedAt), outcomes[one.what] ?? "cancelled");
    last = at(one.finishedAt) ?? last;
  }
  const [ready, start, end] = [at(step.readyAt), at(step.startedAt), at(step.finishedAt)];
  if (step.state === "sleeping") {
    const since = last ?? start ?? ready;
    if (since !== null) segments.push(sleep(since, null));
  } else {
    // One that was given back, or whose wait ended without a worker, has nothing of its own since its last try.
    const own = start !== null && step.state !== "ready" && (last === null || start >= last);
    draw(ready, own ? start : null, end, step.state);
  }
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
  const keys = new Map(steps.map((step) => [`${step.idx} ${step.scope}`, keyOf(step)]));
  const rows = new Map(steps.map((step) => [keyOf(step), step]));
  const ownerOf = (step: StepRow) => around(step.scope).slice(-1).map(keyOf)[0];
  // What a scope begins with comes after what its owner does, and the owner ends after what is in its scopes.
  const inside = Map.groupBy(steps, ownerOf);
  const before = (step: StepRow): readonly string[] => {
    const owner = step.sources.length === 0 ? rows.get(ownerOf(step) ?? "") : undefined;
    return owner
      ? before(owner)
      : step.sources.flatMap((source) => keys.get(`${source} ${step.scope}`) ?? []);
  };
  return new Set(
    criticalPath(
      steps
        .filter((step) => step.startedAt !== null)
        .map((step) => ({
          key: keyOf(step),
          finishedAt: at(step.finishedAt),
          after: [...before(step), ...(inside.get(keyOf(step)) ?? []).map(keyOf)],
        })),
    ),
  );
}

const sleep = (start: number, end: number | null): Segment => ({
  kind: "sleep",
  start,
  end,
  state: "sleeping",
});
const at = (text: string | null) => (text === null ? null : Date.parse(text));
