import { setTimeout as delay } from "node:timers/promises";
import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { flow, withBench } from "../testing/kit.ts";

test("a worker keeps its lease although every connection of its pool waits for something", () =>
  withBench(async ({ url, startWorker, run, rows }) => {
    const pool = createPool({ connectionString: url, max: 4 });
    const taken: PoolClient[] = [];
    try {
      const worker = await startWorker({ pool });
      await run(flow({ a: {} }));
      // graphile-worker listens on one of them for good.
      while (pool.totalCount < 4 || pool.idleCount > 0) taken.push(await pool.connect());

      await delay(3_000);

      expect(
        await rows("select id from reflux.workers where lost_at is null and lease_until > clock_timestamp()"),
      ).toEqual([{ id: worker.id() }]);
      for (const client of taken.splice(0)) client.release();
      await worker.stop();
    } finally {
      for (const client of taken) client.release();
      await pool.end();
    }
  }));
