/** Worker processes that die, freeze, lie about the time, or meet a step that kills them. */
import { afterAll, expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { type Arena, mixedFlow, withArena } from "../testing/faults/arena.ts";
import { cutConnections } from "../testing/faults/cut-connections.ts";
import { freezeWorker } from "../testing/faults/freeze-worker.ts";
import { killWorkers } from "../testing/faults/kill-workers.ts";
import { randomGraphs } from "../testing/faults/random-graphs.ts";
import { killSpawned } from "../testing/faults/spawn.ts";
import { flow } from "../testing/kit.ts";
import { seedOf } from "../testing/random.ts";

afterAll(killSpawned);

const underFire = <T>(work: (arena: Arena) => Promise<T>, leaseMs?: number) =>
  withDb(({ url }) => withArena(url, work, leaseMs));

test(
  "workers killed in the middle of their steps cost time, never a run",
  () =>
    underFire(async (arena) => {
      const summary = await killWorkers(arena, { runs: 200, kills: 5, seed: seedOf() });

      expect(summary.states).toEqual([{ state: "succeeded", runs: 200 }]);
      expect(summary.lost).toBeGreaterThanOrEqual(5);
      // Twice the lease is the promise; the rest is two busy cores.
      expect(summary.longestMs).toBeLessThan(2 * arena.leaseMs + 3_000);
    }),
  120_000,
);

test(
  "a worker that was frozen past its lease changes nothing when it thaws, and is of use again",
  () =>
    underFire(async (arena) => {
      expect(await freezeWorker(arena, { rounds: 1 })).toEqual({ rounds: 1, refused: 1 });
    }),
  120_000,
);

test(
  "cut connections, ended listeners and lost replies lose and repeat nothing",
  () =>
    underFire(async (arena) => {
      const summary = await cutConnections(arena, { runs: 60, cuts: 12, seed: seedOf() });

      expect(summary.states).toEqual([{ state: "succeeded", runs: 60 }]);
    }),
  120_000,
);

test(
  "a step that kills its process is failed, and all others succeed",
  () =>
    underFire(async (arena) => {
      await arena.rows("update reflux.settings set losses_before_failure = 3");
      await arena.deploy("poison", flow({ only: { node: "test.poison" } }));
      await arena.deploy("fine", mixedFlow(100));
      const poison = await arena.start("poison", "poison");
      for (let index = 0; index < 20; index += 1) await arena.start("fine", `fine-${index}`);

      // A supervisor starts a worker whenever one has died.
      const ended = arena.allEnded(90_000);
      let over = false;
      void ended.catch(() => undefined).then(() => (over = true));
      while (!over) await Promise.race([(await arena.spawn({ concurrency: 4 })).exited, ended]);
      await ended;

      expect(await arena.step(poison, "only")).toMatchObject({
        state: "failed",
        losses: 3,
        error: { code: "RFL06" },
      });
      const others = await arena.rows("select distinct state from reflux.runs where id <> $1", poison);
      expect(others).toEqual([{ state: "succeeded" }]);
    }),
  150_000,
);

test.each([
  ["fast", 3_600_000],
  ["slow", -3_600_000],
])(
  "a worker whose clock is an hour %s waits as long as it should, and keeps its lease",
  (_, clockShiftMs) =>
    underFire(async (arena) => {
      const worker = await arena.spawn({ clockShiftMs });
      await arena.deploy(
        "nap",
        flow({
          nap: { node: "wait", config: { duration: "1s" } },
          ask: { node: "wait", config: { signal: true, timeout: "500ms" } },
        }),
      );
      await arena.deploy("tick", flow({ tick: { node: "schedule.cron", config: { cron: "* * * * * *" } } }));
      const run = await arena.start("nap", "nap");

      await eventually(
        "both waits are over",
        async () =>
          (await arena.rows("select from reflux.runs where id = $1 and finished_at is not null", run))
            .length > 0,
      );
      await eventually(
        "the schedule has fired",
        async () => (await arena.rows("select from reflux.runs where trigger_step = 'tick'")).length > 0,
      );

      const [nap] = await arena.rows<{ ms: number }>(
        `select (extract(epoch from s.finished_at - a.started_at) * 1000)::int as ms from reflux.steps s
         join reflux.attempts a using (run_id, idx) where s.run_id = $1 and s.output is not null`,
        run,
      );
      expect(nap?.ms).toBeGreaterThanOrEqual(1_000);
      expect(nap?.ms).toBeLessThan(9_000);
      expect(await arena.rows("select from reflux.workers where lost_at is not null")).toEqual([]);
      worker.signal("SIGTERM");
      expect(await worker.exited).toBe(0);
      await arena.rows("select reflux.archive_flow('tick')");
      await arena.spawn();
      await arena.allEnded(20_000);
    }),
  60_000,
);

test(
  "graphs, faults and meddling by chance keep every promise",
  () =>
    underFire(async (arena) => {
      const summary = await randomGraphs(arena, { graphs: 25, runsEach: 3, kills: 3, seed: seedOf() });

      expect(summary.states.reduce((sum, { runs }) => sum + runs, 0)).toBe(75);
    }),
  150_000,
);

test(
  "SIGTERM ends the process by itself, with nothing charged",
  () =>
    underFire(async (arena) => {
      await arena.deploy("mixed", mixedFlow(200));
      const leaving = await arena.spawn();
      for (let index = 0; index < 10; index += 1) await arena.start("mixed", `run-${index}`);
      await eventually(
        "it works",
        async () => (await arena.rows("select from reflux.steps where state = 'running'")).length > 0,
      );

      leaving.signal("SIGTERM");
      expect(await leaving.exited).toBe(0);
      await arena.spawn();
      await arena.allEnded(30_000);

      expect(await arena.rows("select from reflux.steps where failures > 0 or losses > 0")).toEqual([]);
      expect(await arena.rows("select from reflux.attempts where outcome = 'lost'")).toEqual([]);
    }),
  60_000,
);
