import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type FlowJob, FlowProducer, Worker } from "bullmq";
import { Redis } from "ioredis";
import { serveCalls } from "../lib/calls.ts";

/**
 * BullMQ flows on a Redis of its own. The append-only file is written every second, as Redis recommends: a crash may
 * lose that second, where the others lose nothing.
 */
const folder = join(process.env.BENCH_HOME ?? "", "redis");
mkdirSync(folder, { recursive: true });
const socket = join(folder, "redis.sock");
const redis = spawn(
  "redis-server",
  [
    "--port",
    "0",
    "--unixsocket",
    socket,
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--appendfsync",
    "everysec",
  ],
  { stdio: "ignore" },
);
for (let waited = 0; !existsSync(socket) && waited < 10_000; waited += 20) await delay(20);

const connect = () => new Redis(socket, { maxRetriesPerRequest: null });
const producer = new FlowProducer({ connection: connect() });
const opts = { removeOnComplete: true };
const queueName = "steps";

let done = 0;
let wanted = Number.POSITIVE_INFINITY;
let reached = () => {};

const worker = new Worker(
  queueName,
  async (job) => {
    // A tree has no shared root: the root's own handler adds what depends on it.
    if (job.name === "root") await producer.add(join100(job.data.width));
    done += 1;
    if (done === wanted) reached();
    return null;
  },
  { connection: connect(), concurrency: 100 },
);
worker.on("error", (error) => console.error(error));

const join100 = (width: number): FlowJob => ({
  name: "join",
  queueName,
  opts,
  children: Array.from({ length: width }, (_, index) => ({ name: `f${index}`, queueName, opts })),
});

/** The last step is the parent of the one before it, and so on: the deepest child runs first. */
const chainOf = (length: number): FlowJob => {
  let job: FlowJob = { name: "s0", queueName, opts };
  for (let index = 1; index < length; index += 1)
    job = { name: `s${index}`, queueName, opts, children: [job] };
  return job;
};

const measure = async (steps: number, flows: readonly FlowJob[]) => {
  done = 0;
  wanted = steps;
  const finished = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const began = performance.now();
  for (let first = 0; first < flows.length; first += 100)
    await producer.addBulk(flows.slice(first, first + 100));
  await finished;
  return { steps: done, ms: performance.now() - began };
};

serveCalls(
  {
    chain: ({ runs, length }: { runs: number; length: number }) =>
      measure(
        runs * length,
        Array.from({ length: runs }, () => chainOf(length)),
      ),
    fanOut: ({ runs, width }: { runs: number; width: number }) =>
      measure(
        runs * (width + 2),
        Array.from({ length: runs }, () => ({ name: "root", queueName, data: { width }, opts })),
      ),
  },
  async () => {
    await worker.close();
    await producer.close();
    const ended = once(redis, "exit");
    redis.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  },
);
