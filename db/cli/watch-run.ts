import { setTimeout as delay } from "node:timers/promises";
import { listen } from "../listen.ts";
import { drawRun, fitAll, mark } from "./draw-run.ts";
import { isFinal, loadRun, type RunView, type StepState } from "./run-view.ts";
import type { Session } from "./session.ts";
import { isInteractive, plain, print } from "./terminal.ts";

/**
 * Shows a run until it ends: a picture that is drawn over itself where a person looks, a line per change elsewhere.
 * Notifications say when to look again, so an idle run costs nothing; a slow beat catches what they miss and moves the
 * clocks. Returns the last view; when the signal comes first, of a run that goes on.
 */
export async function watchRun(
  { pool, db }: Session,
  id: string,
  signal: AbortSignal,
  show: (run: RunView) => void = isInteractive() ? redraw() : narrate(),
): Promise<RunView> {
  let wake = Promise.withResolvers<void>();
  const look = () => wake.resolve();
  await using _ = listen(pool, ["reflux_changes"], ({ payload }) => concerns(payload, id) && look(), {
    onCatchUp: look,
    signal,
  });
  for (;;) {
    wake = Promise.withResolvers<void>();
    const run = await loadRun(db, id, 500);
    show(run);
    if (isFinal(run.state) || signal.aborted) return run;
    await Promise.race([wake.promise, pause(isInteractive() ? 250 : 1_000, signal)]);
    // A burst of changes is one picture.
    await pause(25, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** The payload is ours, but whoever owns the database may notify anything. */
function concerns(payload: string, id: string): boolean {
  try {
    const { runs = [], more = true } = JSON.parse(payload) as { runs?: number[]; more?: boolean };
    return more || runs.some((run) => String(run) === id);
  } catch {
    return true;
  }
}

/** Draws over the last picture. */
function redraw(): (run: RunView) => void {
  let height = 0;
  return (run) => {
    const lines = fitAll(drawRun(run), process.stdout.rows - 1);
    const up = height > 0 ? `\u001b[${height}A` : "";
    process.stdout.write(`${up}\u001b[J${lines.join("\n")}\n`);
    height = lines.length;
  };
}

/** A line for each step that changed, in the order of the graph. */
function narrate(): (run: RunView) => void {
  const seen = new Map<string, string>();
  return (run) => {
    for (const step of run.steps) {
      const key = `${step.step} ${step.scope}`.trim();
      const what = `${step.state} ${step.attempt} ${step.problem ?? ""}`;
      if (seen.get(key) === what || step.state === "waiting") continue;
      seen.set(key, what);
      print(`${mark(step.state)} ${key}  ${describe(step.state, step)}`);
    }
    if (isFinal(run.state)) print(`${mark(run.state)} run ${run.id}  ${run.state}`);
  };
}

function describe(state: StepState, { attempt, error, problem }: RunView["steps"][number]): string {
  const which = attempt > 1 ? `, attempt ${attempt}` : "";
  const why = error && (state === "failed" || state === "sleeping") ? `: ${error.code} ${error.message}` : "";
  return plain(`${state}${which}${why}${problem ? `: ${problem}` : ""}`);
}
