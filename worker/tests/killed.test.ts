/** Worker processes that die, freeze, lie about the time, or meet a step that kills them. */
import { afterAll, expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { type Arena, mixedFlow, withArena } from "../testing/faults/arena.ts";
import { cutConnections } from "../testing/faults/cut-connections.ts";
import { freezeWorker } from "../testing/faults/freeze-worker.ts";
import { killWorkers } from "../testing/faults/kill-workers.ts";
import { oracleGraphs } from "../testing/faults/oracle-graphs.ts";
import { poisonSteps } from "../testing/faults/poison-step.ts";
import { randomGraphs } from "../testing/faults/random-graphs.ts";
import { endSpawned } from "../testing/faults/spawn.ts";
import { wrongClocks } from "../testing/faults/wrong-clocks.ts";
import { seedOf } from "../testing/random.ts";

afterAll(() => endSpawned("SIGKILL"));

/** The long form of each is in bench/chaos. */
const underFire = (what: string, work: (arena: Arena) => Promise<void>) =>
  test(what, () => withDb(({ url }) => withArena(url, work)), 150_000);

underFire("workers killed in the middle of their steps cost time, never a run", async (arena) => {
  const summary = await killWorkers(arena, { runs: 200, kills: 5, seed: seedOf() });

  expect(summary.states).toEqual([{ state: "succeeded", runs: 200 }]);
  expect(summary.lost).toBeGreaterThanOrEqual(5);
  // Twice the lease is the promise; the rest is two busy cores.
  expect(summary.longestMs).toBeLessThan(2 * arena.leaseMs + 3_000);
});

underFire(
  "a worker frozen past its lease changes nothing when it thaws, and is of use again",
  async (arena) => {
    expect(await freezeWorker(arena, { rounds: 1 })).toEqual({ rounds: 1, refused: 1 });
  },
);

underFire("cut connections, ended listeners and lost replies lose and repeat nothing", async (arena) => {
  const summary = await cutConnections(arena, { runs: 60, cuts: 12, seed: seedOf() });

  expect(summary.states).toEqual([{ state: "succeeded", runs: 60 }]);
});

underFire("a step that kills its process is failed, and all others succeed", async (arena) => {
  const summary = await poisonSteps(arena, { poisons: 1, runs: 20 });

  expect(summary.states).toEqual([
    { flow: "fine", state: "succeeded", runs: 20, codes: [] },
    { flow: "poison", state: "failed", runs: 1, codes: ["RFL06"] },
  ]);
  expect(summary.deaths).toBe(3);
});

underFire(
  "workers with clocks an hour off wait, fire schedules and hold their leases as others do",
  async (arena) => {
    const summary = await wrongClocks(arena, { runs: 5 });

    expect(summary.shortest).toBeGreaterThanOrEqual(1_000);
    expect(summary.longest).toBeLessThan(12_000);
    expect(summary.fired).toBeGreaterThan(0);
    expect(summary.lostLeases).toBe(0);
  },
);

underFire("graphs, faults and meddling by chance keep every promise", async (arena) => {
  const summary = await randomGraphs(arena, { graphs: 25, runsEach: 3, kills: 3, seed: seedOf() });

  expect(summary.states.reduce((sum, { runs }) => sum + runs, 0)).toBe(75);
});

underFire("what runs come to is what an oracle says, whoever meddles and whatever dies", async (arena) => {
  const summary = await oracleGraphs(arena, { graphs: 50, runsEach: 2, kills: 3, seed: seedOf() });

  expect(summary.compared).toBeGreaterThan(50);
});

underFire("SIGTERM ends the process by itself, with nothing charged", async (arena) => {
  await arena.deploy("mixed", mixedFlow(200));
  const leaving = await arena.spawn();
  for (let index = 0; index < 10; index += 1) await arena.start("mixed", `run-${index}`);
  await eventually("it works", async () => {
    const running = await arena.rows("select from reflux.steps where state = 'running'");
    return running.length > 0;
  });

  leaving.signal("SIGTERM");
  expect(await leaving.exited).toBe(0);
  await arena.spawn();
  await arena.allEnded(30_000);

  expect(await arena.rows("select from reflux.steps where failures > 0 or losses > 0")).toEqual([]);
  expect(await arena.rows("select from reflux.attempts where outcome = 'lost'")).toEqual([]);
});
