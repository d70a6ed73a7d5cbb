import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { createPool } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Child, startChild } from "./child.ts";
import type { Cluster } from "./cluster.ts";
import { type Effort, startEffort } from "./effort.ts";

/** REFLUX, driven as a client would: flows are deployed, runs started by SQL calls, workers are processes. */
export type Engine = AsyncDisposable & {
  /** As the owner of the schema. */
  readonly pool: pg.Pool;
  /** Makes it so many worker processes, each with its own concurrency of 100. */
  workers(count: number): Promise<readonly Child[]>;
  deploy(document: FlowDocument): Promise<Flow>;
  /** One call, many runs. */
  start(flow: Flow, runs: number): Promise<void>;
  /** One call, one run, as `start_run` is called by everybody. */
  startOne(flow: Flow, priority?: number): Promise<string>;
  /** Starts runs, waits until all have ended, checks that every step ran exactly once. */
  measure(flow: Flow, runs: number): Promise<Measured & Effort>;
  /** Until no run is unfinished. */
  idle(): Promise<void>;
  newestRun(): Promise<string>;
  checkPromises(): Promise<void>;
};

export type Flow = {
  readonly slug: string;
  readonly flow_id: string;
  readonly version_id: string;
  readonly graph_id: string;
  readonly steps: number;
};
export type Measured = { readonly steps: number; readonly ms: number };
export type FlowDocument = {
  readonly name: string;
  readonly steps: Readonly<Record<string, { readonly node: string; readonly config?: object }>>;
  readonly edges: readonly string[];
};

export async function openEngine(cluster: Cluster): Promise<Engine> {
  await migrate(cluster.url);
  const pool = createPool({ connectionString: cluster.url, max: 6, applicationName: "bench client" });
  const children: Child[] = [];

  const workers = async (count: number) => {
    while (children.length > count) await children.pop()?.stop();
    while (children.length < count)
      children.push(await startChild("lib/worker-process.ts", { BENCH_URL: cluster.url }));
    return children;
  };
  const deploy = async (document: FlowDocument): Promise<Flow> => {
    const { rows } = await pool.query<Omit<Flow, "slug" | "steps">>(
      "select flow_id, id as version_id, graph_id from reflux.deploy_flow($1, $2)",
      [document.name, JSON.stringify({ reflux: 1, ...document })],
    );
    const [version] = rows;
    if (!version) throw new Error("deploy_flow answered nothing");
    return { ...version, slug: document.name, steps: Object.keys(document.steps).length };
  };
  const start = async ({ flow_id, version_id, graph_id }: Flow, runs: number) => {
    await pool.query(
      "select count(*) from reflux_private.start_runs($1, $2, $3, array_fill('{}'::jsonb, array[$4::int]))",
      [flow_id, version_id, graph_id, runs],
    );
  };
  const newestRun = async () => {
    const { rows } = await cluster.watch.query<{ id: string }>(
      "select coalesce(max(id), 0) as id from reflux.runs",
    );
    return rows[0]?.id ?? "0";
  };
  const isIdle = async () => {
    const { rows } = await cluster.watch.query<{ busy: boolean }>(
      "select exists (select from reflux.runs where state in ('queued', 'running', 'paused')) as busy",
    );
    return rows[0]?.busy === false;
  };
  const idle = async (withinMs = 300_000) => {
    const deadline = performance.now() + withinMs;
    while (!(await isIdle())) {
      if (performance.now() > deadline) throw new Error(`runs were unfinished after ${withinMs} ms`);
      // Asking costs the measured server something too.
      await delay(20);
    }
  };

  return {
    pool,
    workers,
    deploy,
    start,
    startOne: async ({ slug }, priority = 0) => {
      const { rows } = await pool.query<{ id: string }>({
        name: "bench:start",
        text: "select id from reflux.start_run($1, priority => $2)",
        values: [slug, priority],
      });
      return rows[0]?.id ?? "";
    },
    measure: async (flow, runs) => {
      const before = await newestRun();
      const effort = await startEffort(cluster);
      const began = performance.now();
      await start(flow, runs);
      await idle();
      const ms = performance.now() - began;
      const spent = await effort();
      await verify(cluster.watch, before, { runs, steps: runs * flow.steps });
      return { steps: runs * flow.steps, ms, ...spent };
    },
    idle,
    newestRun,
    checkPromises: () => checkPromises(cluster.watch),
    [Symbol.asyncDispose]: async () => {
      await workers(0);
      await pool.end();
    },
  };
}

/** A figure counts only if every run succeeded and every step has exactly one attempt. */
async function verify(
  watch: pg.Pool,
  after: string,
  expected: { runs: number; steps: number },
): Promise<void> {
  const { rows } = await watch.query<{ runs: number; steps: number; attempts: number }>(
    `select (select count(*)::int from reflux.runs where id > $1 and state = 'succeeded') as runs,
       (select count(*)::int from reflux.steps where run_id > $1 and state = 'succeeded') as steps,
       (select count(*)::int from reflux.attempts where run_id > $1 and wait is null and outcome = 'succeeded') as attempts`,
    [after],
  );
  const [{ runs, steps, attempts } = { runs: 0, steps: 0, attempts: 0 }] = rows;
  if (runs !== expected.runs || steps !== expected.steps || attempts !== expected.steps) {
    throw new Error(
      `expected ${expected.runs} runs and ${expected.steps} steps, found ${runs} runs, ${steps} steps, ${attempts} attempts`,
    );
  }
}
