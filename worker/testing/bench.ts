import type { TestDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import type { NodeModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import type { Worker, WorkerOptions } from "../worker.ts";
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
  readonly output_hash: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly detail?: unknown } | null;
};

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
          "on g.graph_id = a.graph_id and g.idx = a.idx where a.run_id = $1 and g.key = $2 and a.wait is null order by a.attempt",
        run,
        key,
      );
      return found.map(({ outcome }) => outcome);
    },
  };
}
