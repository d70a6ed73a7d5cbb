import type pg from "pg";

/**
 * A worker made of SQL calls: it announces nodes, answers doorbells, leases steps and hands in outcomes, one
 * statement each, so that a test decides what happens between any two of them. Nothing is executed.
 */
export type Db = Pick<pg.ClientBase, "query">;

/** A flow document. A step is a node with options; without a node it is `test.work`. */
export function flow(
  steps: Readonly<Record<string, Options>>,
  edges: readonly string[] = [],
  rest: Options = {},
) {
  const filled = Object.entries(steps).map(([key, step]) => [key, { node: "test.work", ...step }] as const);
  return { reflux: 1, steps: Object.fromEntries(filled), edges, ...rest };
}

type Options = Readonly<Record<string, unknown>>;

/** Steps one behind the other. */
export function chain(...keys: readonly string[]) {
  return flow(
    Object.fromEntries(keys.map((key) => [key, {}])),
    keys.slice(1).map((key, index) => `${keys[index]} -> ${key}`),
  );
}

export async function deploy(db: Db, slug: string, document: unknown): Promise<Version> {
  return await one<Version>(db, "select * from reflux.deploy_flow($1, $2)", [slug, JSON.stringify(document)]);
}

export type Version = { readonly id: string; readonly number: number; readonly graph_id: string };

export async function start(db: Db, slug: string, options: StartOptions = {}): Promise<string> {
  const { input = {}, key = null, version = null, priority = 0 } = options;
  const run = await one<{ id: string }>(db, "select id from reflux.start_run($1, $2, $3, $4, $5)", [
    slug,
    JSON.stringify(input),
    key,
    version,
    priority,
  ]);
  return run.id;
}

type StartOptions = {
  readonly input?: unknown;
  readonly key?: string | null;
  readonly version?: number | null;
  readonly priority?: number;
};

/** Deploys a flow under the name `flow` and starts it. */
export async function startFlow(db: Db, document: unknown, options: StartOptions = {}): Promise<string> {
  await deploy(db, "flow", document);
  return await start(db, "flow", options);
}

export type Run = {
  readonly id: string;
  readonly state: string;
  readonly open_sinks: number;
  readonly failed_steps: number;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly reason: string | null;
};

export async function readRun(db: Db, run: string): Promise<Run> {
  return await one<Run>(db, "select * from reflux.runs where id = $1", [run]);
}

export type StepRow = {
  readonly state: string;
  readonly attempt: number;
  readonly failures: number;
  readonly wait: string | null;
  readonly wake_at: Date | null;
  readonly ready_at: Date | null;
  readonly worker_id: string | null;
  readonly child_run_id: string | null;
  readonly output: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly quiet: boolean;
};

export async function readStep(db: Db, run: string, key: string): Promise<StepRow> {
  return await one<StepRow>(
    db,
    "select s.* from reflux.steps s join reflux.runs r on r.id = s.run_id " +
      "join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx where s.run_id = $1 and g.key = $2",
    [run, key],
  );
}

/** The place of a step in its run's graph. */
export async function idxOf(db: Db, run: string, key: string): Promise<number> {
  const { idx } = await one<{ idx: number }>(
    db,
    "select g.idx from reflux.runs r join reflux.graph_steps g on g.graph_id = r.graph_id " +
      "where r.id = $1 and g.key = $2",
    [run, key],
  );
  return idx;
}

/** The state of each step of a run, by key; `waiting` where no token has arrived. */
export async function states(db: Db, run: string): Promise<Record<string, string>> {
  const { rows } = await db.query<{ step: string; state: string }>(
    "select step, state from reflux.run_steps where run_id = $1 order by idx",
    [run],
  );
  return Object.fromEntries(rows.map(({ step, state }) => [step, state]));
}

/** How the tries of a step ended, in order. */
export async function attempts(db: Db, run: string, key: string): Promise<string[]> {
  const { rows } = await db.query<{ outcome: string }>(
    "select a.outcome from reflux.attempts a join reflux.runs r on r.id = a.run_id " +
      "join reflux.graph_steps g on g.graph_id = a.graph_id and g.idx = a.idx where a.run_id = $1 and g.key = $2 and a.wait is null " +
      "order by a.attempt, a.finished_at",
    [run, key],
  );
  return rows.map(({ outcome }) => outcome);
}

/** Time passes: whatever sleeps until some time may wake now, and was to for a minute. */
export async function passTime(db: Db): Promise<void> {
  await db.query(
    "update reflux.steps set wake_at = clock_timestamp() - interval '1 minute' where state = 'sleeping' and wake_at is not null",
  );
  await db.query("update graphile_worker._private_jobs set run_at = now() where run_at > now()");
}

/** All doorbells are lost, as after a crash of the queue. */
export async function loseDoorbells(db: Db): Promise<void> {
  await db.query("delete from graphile_worker._private_jobs");
}

/** What was ready becomes so a minute ago, and so do the doorbells: enough for the sweeper to look. */
export async function age(db: Db): Promise<void> {
  await db.query("update reflux.steps set ready_at = ready_at - interval '1 minute' where state = 'ready'");
  await db.query("update graphile_worker._private_jobs set run_at = run_at - interval '1 minute'");
}

/** The lease of a worker ends now. */
export async function expire(db: Db, worker: string): Promise<void> {
  await db.query("update reflux.settings set lease = '1 second'");
  // A server that started within the last second would give the lease a full term again.
  await db.query(
    "select pg_sleep(greatest(0, 1.05 - extract(epoch from clock_timestamp() - pg_postmaster_start_time())))",
  );
  await db.query("update reflux.workers set lease_until = '-infinity' where id = $1", [worker]);
}

export type Sweep = {
  readonly next_position: string;
  readonly lost_workers: number;
  readonly returned_steps: number;
  readonly rung_steps: number;
};

export async function sweep(db: Db, position = "0"): Promise<Sweep> {
  return await one<Sweep>(db, "select * from reflux_private.sweep($1)", [position]);
}

/** How many steps have a doorbell that is not yet answered. */
export async function doorbells(db: Db): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    "select coalesce(sum(json_array_length(payload -> 'steps')), 0)::int as n from graphile_worker._private_jobs",
  );
  return rows[0]?.n ?? 0;
}

/** The functions with which people act on a run, as the catalog has them. */
export async function actsOnRuns(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select p.proname as name from pg_proc p
     where p.pronamespace = 'reflux'::regnamespace and p.provolatile = 'v' and p.proargnames[1] = 'run_id'
       and p.proargtypes[0] = 'bigint'::regtype and has_function_privilege('reflux_operator', p.oid, 'execute') order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** The code an SQL call is refused with; fails when it is not. In a transaction, the failure is rolled back. */
export async function refusal(db: Db, call: () => Promise<unknown>): Promise<Refusal> {
  const inTransaction = await isInTransaction(db);
  if (inTransaction) await db.query("savepoint refusal");
  try {
    await call();
  } catch (error) {
    if (inTransaction) await db.query("rollback to savepoint refusal");
    if (!isRefusal(error)) throw error;
    return {
      code: error.code,
      message: error.message,
      detail: error.detail ? parse(error.detail) : undefined,
      hint: error.hint ?? "",
    };
  }
  throw new Error("the call was not refused");
}

export type Refusal = {
  readonly code: string;
  readonly message: string;
  readonly detail: unknown;
  readonly hint: string;
};

function isRefusal(error: unknown): error is pg.DatabaseError & { code: string } {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && error.code.length === 5
  );
}

function parse(detail: string): unknown {
  try {
    return JSON.parse(detail);
  } catch {
    return detail;
  }
}

async function isInTransaction(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ deep: boolean }>("select now() < statement_timestamp() as deep");
  return rows[0]?.deep ?? false;
}

export async function one<T extends pg.QueryResultRow>(
  db: Db,
  sql: string,
  values: unknown[] = [],
): Promise<T> {
  const { rows } = await db.query<T>(sql, values);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows instead of one: ${sql}`);
  return row;
}
