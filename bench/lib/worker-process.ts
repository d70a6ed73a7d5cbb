import { createPool } from "#db/client.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { createQueryPool } from "#worker/query-pool.ts";
import { startWorker } from "#worker/worker.ts";
import { serveCalls } from "./calls.ts";
import { benchNodes } from "./nodes.ts";

/** One worker process, as `reflux worker` is one, with the bench's nodes beside the built-in ones. */
const connectionString = process.env["BENCH_URL"] ?? "";
const pool = createPool({ connectionString, user: "worker", max: 12, applicationName: "bench worker" });
const queryPool = createQueryPool({ connectionString, max: 4 });
const worker = await startWorker({
  pool,
  queryPool,
  nodes: [...builtinNodes, ...benchNodes],
  fetch,
  concurrency: Number(process.env["BENCH_CONCURRENCY"] ?? 100),
  log: (level, message) => {
    if (level !== "info") console.error(level, message);
  },
});

serveCalls({ running: async () => worker.running() }, async () => {
  await worker.stop();
  await Promise.all([pool.end(), queryPool.end()]);
});
