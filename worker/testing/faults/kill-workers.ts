import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "#db/testing/eventually.ts";
import { randomOf } from "../random.ts";
import { type Arena, mixedFlow, recoveries } from "./arena.ts";

/** kill -9 of a worker in the middle of its steps, again and again, while two of them work off the runs. */
export async function killWorkers(arena: Arena, scale: { runs: number; kills: number; seed: number }) {
  const random = randomOf(scale.seed);
  await arena.deploy("mixed", mixedFlow(80));
  const workers = [await arena.spawn(), await arena.spawn()];
  let started = 0;
  const startUpTo = async (count: number) => {
    for (; started < count; started += 1) await arena.start("mixed", `run-${started}`);
  };

  for (let kill = 1; kill <= scale.kills; kill += 1) {
    await startUpTo(Math.ceil((scale.runs * kill) / scale.kills));
    await delay(random() * 100);
    const victim = await eventually("a worker is in the middle of a step", async () => {
      const holders = await arena.rows<{ id: string }>(
        "select distinct worker_id as id from reflux.steps where state = 'running'",
      );
      return workers.find(({ id }) => holders.some((holder) => holder.id === id));
    });
    victim.signal("SIGKILL");
    await victim.exited;
    workers.splice(workers.indexOf(victim), 1, await arena.spawn());
  }
  await arena.allEnded(30_000 + 50 * scale.runs);

  const states = await arena.rows<{ state: string; runs: number }>(
    "select state, count(*)::int as runs from reflux.runs group by state",
  );
  return { runs: scale.runs, kills: scale.kills, states, ...(await recoveries(arena)) };
}
