/** A worker as a process of its own, for tests that kill it: told by environment variables, it says when it is ready. */
import { createPool } from "#db/client.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { createEgress } from "../../egress/egress.ts";
import { createQueryPool } from "../../query-pool.ts";
import { startWorker } from "../../worker.ts";
import { faultNodes } from "./nodes.ts";

const {
  WORKER_URL: url = "",
  WORKER_CONCURRENCY: concurrency = "20",
  WORKER_GRACE_MS: graceMs = "2000",
} = process.env;
const pool = createPool({
  connectionString: url,
  user: "worker",
  max: 6,
  applicationName: "reflux fault worker",
});
const queryPool = createQueryPool({ connectionString: url, max: 4 });
// Peers of tests are on this machine.
const { fetch, connect } = createEgress({ allow: ["127.0.0.0/8"] });
const worker = await startWorker({
  pool,
  queryPool,
  nodes: [...builtinNodes, ...faultNodes],
  fetch,
  connect,
  concurrency: Number(concurrency),
  graceMs: Number(graceMs),
  log: (level, message) => process.send?.({ level, message }),
});

let stopped: Promise<void> | undefined;
const stop = () => {
  stopped ??= worker.stop().then(async () => {
    await Promise.all([pool.end(), queryPool.end()]);
    if (process.connected) process.disconnect();
    // graphile-worker may still wait to give jobs back that were unlocked long ago.
    setTimeout(() => process.exit(), 1_000).unref();
  });
};
process.once("SIGTERM", stop);
// The test is gone: nobody is left who would kill us.
process.once("disconnect", stop);
process.send?.({ ready: worker.id() });
