import type { Pool } from "pg";
import { createPool } from "#db/client.ts";
import { type TestDb, withDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import type { NodeModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { startWorker, type Worker, type WorkerOptions } from "../worker.ts";
import { pass } from "./nodes.ts";

/** Real workers on a database of their own; ends with the promise checker. */
export type Bench = TestDb & {
  /** A worker of this process; stopped after the test. */
  readonly startWorker: (options?: Partial<WorkerOptions>) => Promise<Worker>;
  /** Lets flows use the nodes although no worker runs. */
  readonly announce: (nodes?: readonly NodeModule[]) => Promise<void>;
  readonly deploy: (slug: string, document: object) => Promise<void>;
  readonly start: (slug: string, options?: StartOptions) => Promise<string>;
  /** Deploys a document under the name `flow`, starts it and waits for its end. */
  readonly run: (document: object, options?: StartOptions) => Promise<Run>;
  readonly finished: (run: string, withinMs?: number) => Promise<Run>;
  readonly step: (run: string, key: string) => Promise<Step>;
  /** Waits until a step is in this state. */
  readonly reaches: (run: string, key: string, state: string) => Promise<Step>;
  /** How the attempts of a step ended, in order. */
  readonly attempts: (run: string, key: string) => Promise<string[]>;
  readonly rows: <Row extends object>(sql: string, ...values: unknown[]) => Promise<Row[]>;
  /** What the workers logged. */
  readonly logged: readonly string[];
};

export type StartOptions = { readonly input?: unknown; readonly key?: string; readonly priority?: number };

export type Run = {
  readonly id: string;
  readonly state: string;
  readonly output: unknown;
  readonly reason: string | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
};

export type Step = {
  readonly state: string;
  readonly attempt: number;
  readonly failures: number;
  readonly losses: number;
  readonly wait: string | null;
  readonly wake_at: Date | null;
  readonly worker_id: string | null;
  readonly child_run_id: string | null;
  readonly progress: number | null;
  readonly ports: string[] | null;
  readonly output: unknown;
  readonly artifact: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly detail?: unknown } | null;
};

/** `lease` is the shortest there is, so that a test of a dead worker takes seconds. */
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
    const poolFor = (options: Parameters<typeof createPool>[0]) => {
      const pool = createPool({ connectionString: db.url, max: 6, ...options });
      pools.push(pool);
      return pool;
    };
    const begin = async (options: Partial<WorkerOptions> = {}) => {
      const worker = await startWorker({
        pool: options.pool ?? poolFor({ applicationName: "reflux test worker" }),
        queryPool: options.queryPool ?? poolFor({ user: "query" }),
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

type Parts = Pick<Bench, "rows" | "logged" | "startWorker"> & TestDb;

export function createBench(parts: Parts): Bench {
  const { rows } = parts;
  const one = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row> => {
    const [row] = await rows<Row>(sql, ...values);
    if (!row) throw new Error(`no row: ${sql}`);
    return row;
  };
  const deploy = async (slug: string, document: object) => {
    await rows("select reflux.deploy_flow($1, $2)", slug, JSON.stringify(document));
  };
  const start = async (slug: string, { input = {}, key, priority = 0 }: StartOptions = {}) => {
    const { id } = await one<{ id: string }>(
      "select id from reflux.start_run($1, $2, $3, null, $4)",
      slug,
      JSON.stringify(input),
      key ?? null,
      priority,
    );
    return id;
  };
  const finished = (run: string, withinMs = 15_000) =>
    eventually(
      `run ${run} ends`,
      () =>
        one<Run>(
          "select *, reflux_private.run_output(id) as output from reflux.runs where id = $1 and finished_at is not null",
          run,
        ),
      { withinMs, everyMs: 20 },
    );
  const step = (run: string, key: string) =>
    one<Step>(
      "select s.* from reflux.steps s join reflux.runs r on r.id = s.run_id join reflux.graph_steps g " +
        "on g.graph_id = r.graph_id and g.idx = s.idx where s.run_id = $1 and g.key = $2",
      run,
      key,
    );
  return {
    ...parts,
    announce: async (nodes = [...builtinNodes, pass]) => {
      const manifests = JSON.stringify(nodes.map(({ manifest }) => manifest));
      await rows(
        "select reflux_private.stop_worker(id) from reflux_private.register_worker('announcer', $1, 1)",
        manifests,
      );
    },
    deploy,
    start,
    finished,
    step,
    run: async (document, options) => {
      await deploy("flow", document);
      return await finished(await start("flow", options));
    },
    reaches: (run, key, state) =>
      eventually(`step ${key} of run ${run} is ${state}`, async () => {
        const row = await step(run, key);
        if (row.state !== state) throw new Error(`it is ${row.state}`);
        return row;
      }),
    attempts: async (run, key) => {
      const found = await rows<{ outcome: string }>(
        "select a.outcome from reflux.attempts a join reflux.runs r on r.id = a.run_id join reflux.graph_steps g " +
          "on g.graph_id = r.graph_id and g.idx = a.idx where a.run_id = $1 and g.key = $2 order by a.attempt",
        run,
        key,
      );
      return found.map(({ outcome }) => outcome);
    },
  };
}

type Options = Readonly<Record<string, unknown>>;

/** A flow document. A step without a node is `test.pass`. */
export function flow(steps: Readonly<Record<string, Options>>, edges: readonly string[] = []) {
  const filled = Object.entries(steps).map(([key, step]) => [key, { node: "test.pass", ...step }] as const);
  return { reflux: 1, steps: Object.fromEntries(filled), edges };
}

/** Steps one behind the other, `s0` to `s<n-1>`. */
export function chain(length: number, step: Options = {}) {
  const keys = Array.from({ length }, (_, index) => `s${index}`);
  const edges = keys.slice(1).map((key, index) => `${keys[index]} -> ${key}`);
  return flow(Object.fromEntries(keys.map((key) => [key, step])), edges);
}

/** A root, `width` steps below it, and a join. */
export function fan(width: number, step: Options = {}) {
  const keys = Array.from({ length: width }, (_, index) => `c${index}`);
  return flow({ root: {}, ...Object.fromEntries(keys.map((key) => [key, step])), join: {} }, [
    ...keys.map((key) => `root -> ${key}`),
    ...keys.map((key) => `${key} -> join`),
  ]);
}
