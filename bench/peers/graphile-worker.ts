import { Logger, makeWorkerUtils, run, type TaskList } from "graphile-worker";
import { serveCalls } from "../lib/calls.ts";

/**
 * Bare graphile-worker, the queue REFLUX is built on: each job of a chain adds the next. `best` are the settings
 * that were fastest here, `default` those it comes with.
 */
const connectionString = process.env.BENCH_URL ?? "";
const isBest = process.env.BENCH_SETTINGS === "best";
const logger = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();

let done = 0;
let wanted = Number.POSITIVE_INFINITY;
let reached = () => {};
const probes: { id: number; at: number }[] = [];

const taskList: TaskList = {
  chain: async (payload, { addJob }) => {
    const { left } = payload as { left: number };
    if (left > 1) await addJob("chain", { left: left - 1 });
    done += 1;
    if (done === wanted) reached();
  },
  probe: async (payload) => {
    probes.push({ id: (payload as { id: number }).id, at: Number(process.hrtime.bigint()) });
  },
};

const best = {
  concurrentJobs: 100,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};
const runner = await run({
  connectionString,
  maxPoolSize: 20,
  taskList,
  noHandleSignals: true,
  preset: { worker: { logger, ...(isBest ? best : { concurrentJobs: 10 }) } },
});

const addChains = async (runs: number, length: number) => {
  const spec = { identifier: "chain", payload: { left: length } };
  await utils.addJobs(Array.from({ length: runs }, () => spec));
};

serveCalls(
  {
    chain: async ({ runs, length }: { runs: number; length: number }) => {
      done = 0;
      wanted = runs * length;
      const finished = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const began = performance.now();
      await addChains(runs, length);
      await finished;
      return { steps: done, ms: performance.now() - began };
    },
    add: ({ runs, length }: { runs: number; length: number }) => addChains(runs, length),
    /** When each probe job began, and forgets them. */
    probes: async () => probes.splice(0),
  },
  async () => {
    await runner.stop();
    await utils.release();
  },
);
