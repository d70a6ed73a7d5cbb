import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";
import type { Cluster } from "./cluster.ts";
import type { Measured } from "./engine.ts";

/** A system REFLUX is measured beside, driven through its normal API in a process of its own. */
export type Peer = {
  readonly name: string;
  readonly note: string;
  readonly shapes: readonly Shape[];
  /** Of the runs that others get, for a peer that would take minutes over a sample. */
  readonly share?: number;
  /** Why it cannot be measured here. */
  readonly missing?: string;
  start(cluster: Cluster): Promise<Child>;
};
export type Shape = "chain" | "fanOut";
export type ChainSize = { readonly runs: number; readonly length: number };
export type FanOutSize = { readonly runs: number; readonly width: number };

const graphileDatabase = "bench_graphile_best";

export const graphileWorker: Peer & { readonly database: string } = {
  name: "graphile-worker, best settings",
  note: "each job adds the next; concurrency 100, localQueue 500, completions batched",
  shapes: ["chain"],
  database: graphileDatabase,
  start: onPostgres("graphile-worker", graphileDatabase, "best"),
};

export function peers(): readonly Peer[] {
  const redis = onPath("redis-server") ? undefined : "no redis-server on the PATH";
  return [
    graphileWorker,
    {
      name: "graphile-worker, default settings",
      note: "concurrency 10",
      shapes: ["chain"],
      start: onPostgres("graphile-worker", "bench_graphile_default", "default"),
    },
    {
      name: "DBOS",
      note: "100 workflows in flight, pool of 20, steps by runStep, started in the same process",
      shapes: ["chain", "fanOut"],
      ...missing("@dbos-inc/dbos-sdk"),
      start: onPostgres("dbos", "bench_dbos"),
    },
    {
      name: "pg-boss, batched by hand",
      note: "batchSize 100, burstWhenBatchFull, the handler inserts the next 100 by one insert()",
      shapes: ["chain"],
      ...missing("pg-boss"),
      start: onPostgres("pg-boss", "bench_pgboss_batched", "batched"),
    },
    {
      name: "pg-boss, a send() for each step",
      note: "localConcurrency 10, batchSize 10, burstWhenBatchFull, notify on, polling every 0.5 s",
      shapes: ["chain"],
      ...missing("pg-boss"),
      start: onPostgres("pg-boss", "bench_pgboss_send", "send"),
    },
    {
      name: "BullMQ flows on Redis",
      note: "concurrency 100, removeOnComplete, appendfsync everysec: a crash may lose a second",
      shapes: ["chain", "fanOut"],
      ...missing("bullmq", redis),
      start: ({ home }) => startChild("peers/bullmq.ts", { BENCH_HOME: home }),
    },
    {
      name: "n8n",
      note: "5 nodes an execution, by webhook; Postgres, production, 20 requests at once; a tenth of the runs",
      shapes: ["chain"],
      share: 0.1,
      ...(onPath("n8n") ? {} : { missing: "no n8n on the PATH" }),
      start: onPostgres("n8n", "bench_n8n"),
    },
  ];
}

export async function runChain(child: Child, size: ChainSize): Promise<Measured> {
  return expectSteps(await child.call<Measured>("chain", size), size.runs * size.length);
}

export async function runFanOut(child: Child, size: FanOutSize): Promise<Measured> {
  return expectSteps(await child.call<Measured>("fanOut", size), size.runs * (size.width + 2));
}

/** Each peer counts the steps that ran; a figure over others than were asked for is worth nothing. */
function expectSteps(measured: Measured, steps: number): Measured {
  if (measured.steps !== steps) throw new Error(`${measured.steps} steps ran, not ${steps}`);
  return measured;
}

function onPostgres(file: string, database: string, settings = "") {
  return async (cluster: Cluster) =>
    startChild(`peers/${file}.ts`, {
      BENCH_URL: await cluster.createDatabase(database),
      BENCH_HOME: cluster.home,
      BENCH_SETTINGS: settings,
    });
}

function missing(dependency: string, also?: string): { missing?: string } {
  const folder = fileURLToPath(new URL(`../peers/node_modules/${dependency}`, import.meta.url));
  if (!existsSync(folder)) return { missing: "not installed: npm run bench:peers" };
  return also === undefined ? {} : { missing: also };
}

function onPath(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
