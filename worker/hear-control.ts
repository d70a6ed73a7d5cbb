import type { Pool } from "pg";
import { type Listener, listen } from "#db/listen.ts";
import type { Intake } from "./engine/intake.ts";

/**
 * What this worker is told directly: a step handed to it at the start of a run, and runs whose running steps may no
 * longer be its own. Whatever was missed while the connection was away, the catch-up asks the database for.
 */
export type ControlParts = {
  readonly pool: Pool;
  readonly intake: Intake;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
};

export function hearControl({ pool, intake, log }: ControlParts) {
  let listener: Listener | undefined;

  const hear = (channel: string, payload: string) => {
    // Written by start_runs and by the functions that reset or cancel steps.
    const message: unknown = JSON.parse(payload);
    if (channel !== "reflux_control") {
      const [run, idx, scope] = message as [number, number, string];
      intake.accept([String(run), idx, scope]);
    } else if (typeof message === "object" && message !== null && "abort" in message) {
      intake.doubt();
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
          onCatchUp: () => intake.doubt(),
          onLost: (error) => log("warn", `listening: ${error.message}`),
        },
      );
      void before?.stop();
    },
    isListening: () => listener?.isConnected() ?? false,
    stop: async () => {
      await listener?.stop();
    },
  };
}
