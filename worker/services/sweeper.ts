import { setTimeout as delay } from "node:timers/promises";
import type { Calls } from "../engine/calls.ts";

/**
 * Runs reflux_private.sweep, which lets one worker at a time look for lost workers, lost doorbells and steps that
 * nothing would wake. A tick looks at so many slices of the live runs and goes on there at the next. Before that it has the
 * failures that came since told to the on-failure flows.
 */
export type SweeperParts = {
  readonly calls: Pick<Calls, "sweep" | "raiseAlerts" | "keepHouse">;
  readonly everyMs: number;
  /** Called every `doubtEveryMs`: the floor under all notifications and replies. */
  readonly onDoubt: () => void;
  readonly doubtEveryMs: number;
  readonly onError: (error: unknown) => void;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
};

const SLICES = 20;
const HOUSE_EVERY_MS = 3_600_000;
/** Where somebody stood in the way. */
const HOUSE_AGAIN_MS = 300_000;

export function startSweeper(parts: SweeperParts): { stop(): Promise<void> } {
  const { calls, everyMs, onDoubt, doubtEveryMs, onError, log } = parts;
  const stopping = new AbortController();
  let position = "0";
  // This process's own time: nobody sets it.
  let houseAt = performance.now() + HOUSE_AGAIN_MS;
  let doubtAt = performance.now() + doubtEveryMs;

  const tick = async () => {
    await calls.raiseAlerts();
    for (let slice = 0; slice < SLICES; slice += 1) {
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
    if (performance.now() > houseAt) {
      houseAt = performance.now() + HOUSE_AGAIN_MS;
      if ((await calls.keepHouse()) === 0) houseAt = performance.now() + HOUSE_EVERY_MS;
    }
  };
  const keep = async () => {
    while (!stopping.signal.aborted) {
      try {
        // Spread, so that workers which started together do not all come at once.
        await delay(everyMs * (0.8 + 0.4 * Math.random()), undefined, { signal: stopping.signal });
        if (performance.now() > doubtAt) {
          doubtAt = performance.now() + doubtEveryMs;
          onDoubt();
        }
        await tick();
      } catch (error) {
        if (!stopping.signal.aborted) onError(error);
      }
    }
  };
  const keeping = keep();
  return {
    stop: async () => {
      stopping.abort();
      await keeping;
    },
  };
}
