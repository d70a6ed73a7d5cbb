/** Postgres goes away under running workers. On a server of its own, since all others of a test run share one. */
import { afterAll, expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { startTestServer } from "#db/testing/server.ts";
import { withArena } from "../testing/faults/arena.ts";
import { losePostgres } from "../testing/faults/lose-postgres.ts";
import { endSpawned } from "../testing/faults/spawn.ts";
import { seedOf } from "../testing/random.ts";

afterAll(() => endSpawned("SIGKILL"));

test("Postgres restarted, stopped in the middle of everything, and killed: nothing is lost, nobody is charged", async () => {
  // What was committed must be there after a crash, as it is where it matters.
  await using server = await startTestServer({ fsync: "on", synchronous_commit: "on" });
  await migrate(server.url);

  await withArena(server.url, async (arena) => {
    const summary = await losePostgres(arena, server, {
      runs: 60,
      times: 3,
      pauseMs: 2_000,
      modes: ["fast", "immediate", "kill"],
      seed: seedOf(),
    });

    expect(summary.states).toEqual([{ state: "succeeded", runs: 60 }]);
    expect(summary.charged).toBe(0);
  });
}, 180_000);
