import type { Pool } from "pg";
import { createPool } from "#db/client.ts";
import { withDb } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { createQueryPool } from "../query-pool.ts";
import { startWorker, type Worker, type WorkerOptions } from "../worker.ts";
import { type Bench, createBench } from "./bench.ts";
import { pass } from "./nodes.ts";

export type { Bench } from "./bench.ts";
export { chain, fan, flow } from "./flows.ts";

/**
 * Real workers on a database of their own; ends with the promise checker. The lease is the shortest there is, so that
 * a test of a dead worker takes seconds.
 */
export async function withBench<T>(
  work: (bench: Bench) => Promise<T>,
  { lease = "1 second" }: { readonly lease?: string } = {},
): Promise<T> {
  return await withDb(async (db) => {
    await db.pool.query("update reflux.settings set lease = $1::interval", [lease]);
    const workers: Worker[] = [];
    const pools: Pool[] = [];
    const logged: string[] = [];
    const rows = async <Row extends object>(sql: string, ...values: unknown[]) =>
      (await db.pool.query<Row>(sql, values)).rows;
    const keep = (pool: Pool) => {
      pools.push(pool);
      return pool;
    };
    const connection = { connectionString: db.url, max: 6 };
    const begin = async (options: Partial<WorkerOptions> = {}) => {
      const worker = await startWorker({
        pool:
          options.pool ??
          keep(createPool({ ...connection, user: "worker", applicationName: "reflux test worker" })),
        queryPool: options.queryPool ?? keep(createQueryPool(connection)),
        nodes: [...builtinNodes, pass],
        fetch: globalThis.fetch,
        graceMs: 2_000,
        log: (level, message) => logged.push(`${level}: ${message}`),
        ...options,
      });
      workers.push(worker);
      return worker;
    };
    const bench = createBench({ ...db, rows, logged, startWorker: begin });
    try {
      const result = await work(bench);
      await Promise.all(workers.map((worker) => worker.stop()));
      await checkPromises(db.pool);
      return result;
    } finally {
      await Promise.allSettled(workers.map((worker) => worker.stop()));
      await Promise.all(pools.map((pool) => pool.end()));
    }
  });
}
