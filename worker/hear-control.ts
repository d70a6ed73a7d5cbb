import type { Pool } from "pg";
import { type Listener, listen } from "#db/listen.ts";
import { paced } from "#db/pace.ts";
import type { Place } from "./engine/calls.ts";
import type { Intake } from "./engine/intake.ts";

/**
 * What this worker is told directly: a step handed to it at the start of a run, and runs whose running steps may no
 * longer be its own. Whatever was missed while the connection was away, the catch-up asks the database for.
 */
export type ControlParts = {
  readonly pool: Pool;
  readonly intake: Pick<Intake, "accept" | "doubt">;
  /** A flow was deployed, enabled, archived: its triggers may have changed. */
  readonly onFlow: () => void;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
};

export function hearControl({ pool, intake, onFlow, log }: ControlParts) {
  let listener: Listener | undefined;
  const doubt = paced(intake.doubt, EVERY_MS);
  const look = paced(onFlow, EVERY_MS);
  // Places that were named and have not been confirmed; and those of the last second that were none of ours.
  let asked = 0;
  let wrong = 0;
  const accept = async (place: Place): Promise<void> => {
    // Whoever makes them up in numbers makes us ask for all that we hold, now and then, instead of for each.
    if (asked >= MOST_ASKED || wrong >= MOST_WRONG) return doubt();
    asked += 1;
    const isOurs = await intake.accept(place);
    asked -= 1;
    if (isOurs) return;
    wrong += 1;
    setTimeout(() => (wrong -= 1), 1_000).unref();
  };

  const hear = (channel: string, payload: string) => {
    // Written by start_runs and by the functions that reset or cancel steps. But whoever is connected may notify, SQL
    // of authors too: what makes no sense is passed over, and nothing is believed that the database does not confirm.
    const message = parse(payload);
    if (channel !== "reflux_control") {
      const place = placeOf(message);
      if (place) void accept(place);
    } else if (typeof message === "object" && message !== null) {
      if ("abort" in message) doubt();
      if ("flow" in message) look();
    }
  };

  return {
    listenAs: (worker: string) => {
      const before = listener;
      listener = listen(
        pool,
        ["reflux_control", `reflux_worker_${worker}`],
        ({ channel, payload }) => hear(channel, payload),
        {
          onCatchUp: () => {
            intake.doubt();
            onFlow();
          },
          onLost: (error) => log("warn", `listening: ${error.message}`),
        },
      );
      before?.stop().catch((error: unknown) => log("warn", `listening: ${String(error)}`));
    },
    isListening: () => listener?.isConnected() ?? false,
    stop: async () => {
      await listener?.stop();
    },
  };
}

const EVERY_MS = 100;
const MOST_ASKED = 500;
const MOST_WRONG = 50;

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function placeOf(message: unknown): Place | undefined {
  if (!Array.isArray(message)) return undefined;
  const [run, idx, scope]: unknown[] = message;
  const isPlace = Number.isSafeInteger(run) && Number.isInteger(idx) && typeof scope === "string";
  return isPlace ? [String(run), Number(idx), scope] : undefined;
}
