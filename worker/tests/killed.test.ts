/** Worker processes that die, freeze, lie about the time, or meet a step that kills them. */
import { afterAll, expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { type Arena, withArena } from "../testing/faults/arena.ts";
import { killWorkers } from "../testing/faults/kill-workers.ts";
import { killSpawned } from "../testing/faults/spawn.ts";
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
