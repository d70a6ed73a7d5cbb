import { PgBoss } from "pg-boss";
import { serveCalls } from "../lib/calls.ts";

/**
 * pg-boss, twice. `batched`: a handler takes 100 jobs and inserts the 100 that follow by one call, which is our own
 * batching done by hand. `send`: ten workers of ten jobs, each job followed by a send() of its own.
 */
const isBatched = process.env.BENCH_SETTINGS === "batched";
const boss = new PgBoss({ connectionString: process.env.BENCH_URL ?? "", max: 20, useListenNotify: true });
boss.on("error", (error) => console.error(error));
await boss.start();
await boss.createQueue("chain", { notify: true });

let done = 0;
let wanted = Number.POSITIVE_INFINITY;
let reached = () => {};
type Link = { readonly left: number };

const count = (jobs: number) => {
  done += jobs;
  if (done === wanted) reached();
};

if (isBatched) {
  const options = { batchSize: 100, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
  await boss.work<Link>("chain", options, async (jobs) => {
    const next = jobs
      .filter(({ data }) => data.left > 1)
      .map(({ data }) => ({ data: { left: data.left - 1 } }));
    if (next.length > 0) await boss.insert("chain", next);
    count(jobs.length);
  });
} else {
  // Left at its defaults a worker takes one job per wake-up, and the last ones of a backlog wait for the next poll.
  const options = {
    localConcurrency: 10,
    batchSize: 10,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  };
  await boss.work<Link>("chain", options, async (jobs) => {
    const next = jobs.filter(({ data }) => data.left > 1);
    await Promise.all(next.map(({ data }) => boss.send("chain", { left: data.left - 1 })));
    count(jobs.length);
  });
}

serveCalls(
  {
    chain: async ({ runs, length }: { runs: number; length: number }) => {
      done = 0;
      wanted = runs * length;
      const finished = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const began = performance.now();
      await boss.insert(
        "chain",
        Array.from({ length: runs }, () => ({ data: { left: length } })),
      );
      await finished;
      return { steps: done, ms: performance.now() - began };
    },
  },
  () => boss.stop({ graceful: false }),
);
