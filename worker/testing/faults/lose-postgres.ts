import { setTimeout as delay } from "node:timers/promises";
import type { StopMode } from "#db/embedded/postmaster.ts";
import type { TestServer } from "#db/testing/server.ts";
import { randomOf } from "../random.ts";
import { type Arena, mixedFlow } from "./arena.ts";

/** Postgres goes away and comes back, politely or not, while workers run and runs are started. */
export async function losePostgres(
  arena: Arena,
  server: TestServer,
  scale: {
    runs: number;
    times: number;
    pauseMs: number;
    modes: readonly (StopMode | "kill")[];
    seed: number;
  },
) {
  const random = randomOf(scale.seed);
  await arena.deploy("mixed", mixedFlow(60));
  await Promise.all([arena.spawn(), arena.spawn()]);
  const starting = (async () => {
    for (let index = 0; index < scale.runs; index += 1) {
      await arena.start("mixed", `run-${index}`);
      await delay((scale.times * scale.pauseMs) / scale.runs);
    }
  })();

  for (let time = 0; time < scale.times; time += 1) {
    await delay(scale.pauseMs * (0.5 + random()));
    const mode = scale.modes[time % scale.modes.length] ?? "fast";
    if (mode === "kill") {
      await server.kill();
      await server.start();
    } else await server.restart(mode);
  }
  await starting;
  await arena.allEnded(60_000 + 50 * scale.runs);

  const states = await arena.rows<{ state: string; runs: number }>(
    "select state, count(*)::int as runs from reflux.runs group by state",
  );
  const [failures] = await arena.rows<{ charged: number }>(
    "select coalesce(sum(failures), 0)::int as charged from reflux.steps",
  );
  return { runs: scale.runs, times: scale.times, states, charged: failures?.charged ?? 0 };
}
