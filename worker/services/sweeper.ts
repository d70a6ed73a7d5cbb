import type { Calls } from "../engine/calls.ts";
import type { Service } from "./service.ts";

/**
 * Runs reflux_private.sweep, which lets one worker at a time look for lost workers, lost doorbells and steps that
 * nothing would wake. A tick looks at so many slices of the live runs and goes on there at the next. Before that it has the
 * failures that came since told to the on-failure flows, and after it keeps house: partitions, and what is past its term.
 */
export type SweeperParts = {
  readonly calls: Pick<
    Calls,
    "sweep" | "raiseAlerts" | "keepHouse" | "dropOldRuns" | "dropLooseOutputs" | "dropLooseArtifacts"
  >;
  readonly everyMs: number;
  /** Called every `doubtEveryMs`: the floor under all notifications and replies. */
  readonly onDoubt: () => void;
  readonly doubtEveryMs: number;
  readonly onError: (error: unknown) => void;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
};

const SLICES = 20;
/** Fewer: each deletes hundreds of runs, and the next sweep waits. */
const TERM_SLICES = 4;
const HOUSE_EVERY_MS = 3_600_000;
/** Where somebody stood in the way. */
const HOUSE_AGAIN_MS = 300_000;

export function sweeper(parts: SweeperParts): Service {
  const { calls, everyMs, onDoubt, doubtEveryMs, onError, log } = parts;
  let position = "0";
  // This process's own time: nobody sets it.
  let houseAt = performance.now() + HOUSE_AGAIN_MS;
  let termsAt = 0;
  let doubtAt = performance.now() + doubtEveryMs;

  // What it has not come to, the next tick goes on with; through with all of it, it rests.
  const runs = inSlices(calls.dropOldRuns, "0");
  const outputs = inSlices(calls.dropLooseOutputs, "");
  const artifacts = inSlices(calls.dropLooseArtifacts, "");
  const keepTerms = async (signal: AbortSignal) => {
    const gone = [await runs(signal), await outputs(signal), await artifacts(signal)] as const;
    if (gone.every(({ through }) => through)) termsAt = performance.now() + HOUSE_AGAIN_MS;
    if (gone.some(({ dropped }) => dropped > 0)) {
      const [{ dropped: oldRuns }, { dropped: large }, { dropped: bytes }] = gone;
      log("info", `past their term: ${oldRuns} runs, ${large} outputs and ${bytes} artifacts are deleted`);
    }
  };

  const tick = async (signal: AbortSignal) => {
    // Whatever stands in its way is no reason to leave lost steps where they are.
    await calls.raiseAlerts().catch(onError);
    for (let slice = 0; slice < SLICES; slice += 1) {
      if (signal.aborted) return;
      const found = await calls.sweep(position);
      if (!found) return;
      position = found.next_position;
      if (found.lost_workers > 0 || found.rung_steps > 0) {
        const { lost_workers, returned_steps, rung_steps } = found;
        log(
          "warn",
          `swept: ${lost_workers} lost workers, ${returned_steps} steps taken back, ${rung_steps} rung again`,
        );
      }
      if (position === "0") break;
    }
    if (signal.aborted) return;
    if (performance.now() > houseAt) {
      houseAt = performance.now() + HOUSE_AGAIN_MS;
      if ((await calls.keepHouse()) === 0) houseAt = performance.now() + HOUSE_EVERY_MS;
    }
    if (performance.now() > termsAt) await keepTerms(signal);
  };
  // Spread, so that workers which started together do not all come at once.
  const pause = () => everyMs * (0.8 + 0.4 * Math.random());
  const run = async (signal: AbortSignal) => {
    if (performance.now() > doubtAt) {
      doubtAt = performance.now() + doubtEveryMs;
      onDoubt();
    }
    await tick(signal);
    return pause();
  };
  return { name: "sweep", single: true, firstMs: pause(), againMs: pause(), run };
}

/** Walks on from where it was left, so many slices a call; `through` when it came to the end. */
function inSlices(drop: Calls["dropOldRuns"], start: string) {
  let position = start;
  return async (signal: AbortSignal) => {
    let dropped = 0;
    for (let slice = 0; slice < TERM_SLICES && !signal.aborted; slice += 1) {
      const found = await drop(position);
      position = found.next;
      dropped += found.dropped;
      if (position === start) return { dropped, through: true };
    }
    return { dropped, through: false };
  };
}
