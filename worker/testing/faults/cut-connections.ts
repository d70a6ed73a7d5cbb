import { setTimeout as delay } from "node:timers/promises";
import { startProxy } from "#db/testing/proxy.ts";
import { pick, randomOf } from "../random.ts";
import { type Arena, mixedFlow } from "./arena.ts";
import { endSpawned } from "./spawn.ts";

const statements = [
  "complete_steps",
  "take_steps",
  "recall_steps",
  "renew_worker",
  "commit",
  "complete_own_step",
  "get_jobs",
];

/** Connections are cut, listeners ended by the server, replies lost after their commit. The database stays. */
export async function cutConnections(arena: Arena, scale: { runs: number; cuts: number; seed: number }) {
  const random = randomOf(scale.seed);
  await using proxy = await startProxy(arena.url);
  await arena.deploy("mixed", mixedFlow(40));
  await arena.spawn({ url: proxy.url });
  await arena.spawn({ url: proxy.url });
  const starting = (async () => {
    for (let index = 0; index < scale.runs; index += 1) await arena.start("mixed", `run-${index}`);
  })();
  const done: Record<string, number> = {};
  for (let cut = 0; cut < scale.cuts; cut += 1) {
    await delay(100 + random() * 300);
    const what = pick(random, ["reply", "reply", "listener", "all"] as const);
    done[what] = (done[what] ?? 0) + 1;
    if (what === "reply") proxy.loseReplyTo(pick(random, statements));
    else if (what === "all") proxy.cut();
    else
      await arena.rows(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ~* '^listen|pg_notify'",
      );
  }
  await starting;
  await arena.allEnded(30_000 + 50 * scale.runs);
  const states = await arena.rows<{ state: string; runs: number }>(
    "select state, count(*)::int as runs from reflux.runs group by state",
  );
  // They want to take their leave, so the proxy goes after them.
  await endSpawned("SIGTERM");
  return { runs: scale.runs, cuts: done, states };
}
