/** The steps of a run as rows, and what is asked of them: which failed first, which are alike, what lies below. */
import { mostTelling, waitOf } from "#language/waits.ts";
import type { StepRowFragment } from "../../../generated/graphql.ts";
import { errorOf } from "../runs/plan-query.ts";

export type StepRow = StepRowFragment;

/** One name for a step in one scope; scopes are empty outside of loops. */
export function keyOf(step: Pick<StepRow, "step" | "scope">): string {
  return step.scope === "" ? step.step : `${step.step} ${step.scope}`;
}

export function firstFailure(steps: readonly StepRow[]): StepRow | undefined {
  return failures(steps)[0];
}

/** What to open on arrival: the first failure, else the step that holds up a run that is not over. */
export function openingStep(steps: readonly StepRow[], ended: boolean, now: number): StepRow | undefined {
  const failed = firstFailure(steps);
  if (failed || ended) return failed;
  const busy = steps.some((step) => step.state === "running");
  return mostTelling(steps, (step) => {
    const wait = waitOf(step.state, step.wait);
    // What a worker is about to take does not stand, and beside a step that runs only a person is waited for.
    if (wait === "worker" && now - Date.parse(step.readyAt ?? "") < 5_000) return undefined;
    return busy && wait !== "person" ? undefined : wait;
  });
}

/** The failure after the one that is selected; after the last one, the first. */
export function nextFailure(steps: readonly StepRow[], selected: string | undefined): StepRow | undefined {
  const failed = failures(steps);
  const at = failed.findIndex((step) => keyOf(step) === selected);
  return failed[(at + 1) % Math.max(1, failed.length)];
}

/** In the order they failed: the first one is the cause more often than not. */
function failures(steps: readonly StepRow[]): readonly StepRow[] {
  return steps
    .filter((step) => step.state === "failed")
    .sort((a, b) => (a.finishedAt ?? "").localeCompare(b.finishedAt ?? "") || a.rank - b.rank);
}

/** New rows over old ones, in the order of the graph. The same array when nothing differs. */
export function mergeSteps(before: readonly StepRow[], fresh: readonly StepRow[]): readonly StepRow[] {
  if (fresh.length === 0) return before;
  const byKey = new Map(before.map((step) => [keyOf(step), step]));
  for (const step of fresh) byKey.set(keyOf(step), step);
  return [...byKey.values()].sort((a, b) => a.rank - b.rank || a.scope.localeCompare(b.scope));
}

/** Whether a try has failed or begun since, so that there is one more than the rows tell. */
export function triedAgain(before: readonly StepRow[], fresh: readonly StepRow[]): boolean {
  const tries = new Map(before.map((step) => [keyOf(step), triesOf(step)]));
  return fresh.some((step) => step.attempt + step.failures > 1 && tries.get(keyOf(step)) !== triesOf(step));
}

const triesOf = ({ attempt, failures }: StepRow) => `${attempt} ${failures}`;

export interface Fan {
  readonly key: string;
  readonly title: string;
  readonly steps: readonly StepRow[];
}

/** Steps alike in node and place, many of them: the items of a loop, or of a fan-out. */
export function fans(steps: readonly StepRow[], least = 12): readonly Fan[] {
  const groups = new Map<string, StepRow[]>();
  for (const step of steps) {
    const key = step.scope === "" ? `${step.node} ${step.sources.join()}` : `${step.step} in ${step.idx}`;
    const group = groups.get(key);
    if (group) group.push(step);
    else groups.set(key, [step]);
  }
  return [...groups].flatMap(([key, group]) =>
    group.length < least ? [] : [{ key, title: titleOf(group), steps: group }],
  );
}

function titleOf(group: readonly StepRow[]): string {
  const [first, last] = [group[0]?.step ?? "", group.at(-1)?.step ?? ""];
  let same = 0;
  while (same < first.length && first[same] === last[same]) same += 1;
  const prefix = first.slice(0, same).replace(/[_\d-]+$/, "");
  return `${prefix === "" ? first.split("@")[0] : prefix} × ${group.length}`;
}

export interface RedrivePlan {
  /** What runs again: where it begins, and all that has been reached below. */
  readonly again: readonly StepRow[];
  /** What has ended above and beside it, and is not run again. */
  readonly reused: readonly StepRow[];
}

/** By the edges of the graph, in each scope by itself, and through the steps around them: the walk of touched_steps. */
export function redrivePlan(
  steps: readonly StepRow[],
  from: readonly StepRow[],
  downstream = true,
): RedrivePlan {
  const below = Map.groupBy(
    steps.flatMap(({ step, sources }) => sources.map((source) => ({ step, source }))),
    ({ source }) => source,
  );
  const idxOf = new Map(steps.map(({ step, idx }) => [step, idx]));
  const owners = from.flatMap(({ scope }) => around(scope));
  const chosen = new Map([...from, ...owners].map((place) => [keyOf(place), place]));
  for (const { step, scope } of downstream ? chosen.values() : []) {
    // A map is walked on to what is put into it meanwhile.
    for (const next of below.get(idxOf.get(step) ?? null) ?? []) {
      const place = { step: next.step, scope };
      if (!chosen.has(keyOf(place))) chosen.set(keyOf(place), place);
    }
  }
  const kept = new Set(owners.map(keyOf));
  const runsAnew = (place: Place) => chosen.has(keyOf(place)) && !kept.has(keyOf(place));
  const again = (step: StepRow) => chosen.has(keyOf(step)) || around(step.scope).some(runsAnew);
  const reached = steps.filter((step) => step.reached);
  return {
    again: reached.filter(again),
    reused: reached.filter((step) => !again(step) && step.state === "succeeded"),
  };
}

type Place = Pick<StepRow, "step" | "scope">;

/** The steps that opened a scope and those around it, by its name: of `each[1]/page[2]` they are `each` and `page`. */
export function around(scope: string): readonly Place[] {
  if (scope === "") return [];
  const parts = scope.split("/");
  return parts.map((part, depth) => ({
    step: part.slice(0, part.indexOf("[")),
    scope: parts.slice(0, depth).join("/"),
  }));
}

export function durationOf(step: StepRow, now: number): number | null {
  if (step.startedAt === null) return null;
  return (step.finishedAt === null ? now : Date.parse(step.finishedAt)) - Date.parse(step.startedAt);
}

export { errorOf };
