import { type Kysely, sql } from "kysely";
import type { DB } from "../client.ts";
import { RefluxError } from "../errors.ts";

/** A run as the terminal shows it. At most `maxSteps` of its steps, those that need eyes first. */
export type RunView = {
  readonly id: string;
  readonly flow: string;
  readonly version: number | null;
  readonly state: RunState;
  readonly reason: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly steps: readonly StepView[];
  /** How many steps are in each state, shown or not. */
  readonly counts: Readonly<Partial<Record<StepState, number>>>;
};

export type StepView = {
  readonly step: string;
  readonly scope: string;
  readonly node: string;
  readonly state: StepState;
  readonly wait: string | null;
  readonly wake_at: Date | null;
  readonly attempt: number;
  readonly progress: number | null;
  readonly ready_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly error: StepError | null;
  /** Why it does not move, although it should. */
  readonly problem?: string | null;
  /** Tries that ended, oldest first. */
  readonly attempts: readonly AttemptView[];
};

export type AttemptView = {
  readonly outcome: string;
  readonly started_at: Date | null;
  readonly finished_at: Date;
};

export type StepError = { readonly code?: string; readonly message?: string; readonly hint?: string };
export type RunState = DB["reflux.runs"]["state"] extends { readonly __select__: infer State }
  ? State
  : never;
export type StepState = NonNullable<DB["reflux.run_steps"]["state"]>;

export async function loadRun(db: Kysely<DB>, id: string, maxSteps = 200): Promise<RunView> {
  const run = await db
    .selectFrom("reflux.runs as r")
    .innerJoin("reflux.flows as f", "f.id", "r.flow_id")
    .leftJoin("reflux.flow_versions as v", "v.id", "r.version_id")
    .select(["r.id", "f.slug as flow", "v.number as version", "r.state", "r.reason"])
    .select(["r.created_at", "r.started_at", "r.finished_at"])
    .where("r.id", "=", id)
    .executeTakeFirst();
  if (!run) throw new RefluxError("RFN02", `no run ${id}`, { hint: "`reflux runs` lists them" });
  const steps = await stepsOf(db, id, maxSteps);
  const attempts = await attemptsOf(db, id, maxSteps * 5);
  const counts = await countsOf(db, id);
  return {
    ...run,
    counts,
    steps: steps.map((step) => ({
      ...step,
      attempts: attempts.filter((attempt) => attempt.step === step.step && attempt.scope === step.scope),
    })),
  };
}

type StepRow = Omit<StepView, "attempts">;

async function stepsOf(db: Kysely<DB>, id: string, limit: number): Promise<readonly StepRow[]> {
  const { rows } = await sql<StepRow>`
    select
      idx, step, scope, node, state, wait, wake_at, attempt, progress,
      ready_at, started_at, finished_at, error, problem
    from (
      select
        s.idx, s.step, s.scope, s.node, s.state, s.wait, s.wake_at, s.attempt, s.progress,
        s.ready_at, s.started_at, s.finished_at, s.error, s.rank, p.problem
      from reflux.run_steps s
      left join reflux.stuck_steps p on p.run_id = ${id} and p.step = s.step and p.scope = s.scope
      where s.run_id = ${id}
      order by
        array_position(
          '{failed,running,sleeping,ready,succeeded,cancelled,skipped,waiting}'::reflux.step_state[],
          s.state),
        s.rank,
        s.scope
      limit ${limit}) s
    order by s.rank, s.scope`.execute(db);
  return rows;
}

type AttemptRow = AttemptView & { readonly step: string; readonly scope: string };

/** By the names that steps had in the graph they ran in. */
async function attemptsOf(db: Kysely<DB>, id: string, limit: number): Promise<readonly AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select step, scope, what as outcome, started_at, finished_at
    from reflux.run_timeline
    where run_id = ${id} and kind = 'attempt'
    order by finished_at
    limit ${limit}`.execute(db);
  return rows;
}

async function countsOf(db: Kysely<DB>, id: string): Promise<RunView["counts"]> {
  const { rows } = await sql<{ state: StepState; n: number }>`
    select s.state, count(*)::int as n from reflux.run_steps s where s.run_id = ${id} group by s.state`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** Finished steps of runs, without walking their graphs. */
export async function stepCounts(db: Kysely<DB>, runs: readonly string[]) {
  const { rows } = await sql<{ run_id: string; succeeded: number; failed: number }>`
    select
      s.run_id,
      count(*) filter (where s.state = 'succeeded')::int as succeeded,
      count(*) filter (where s.state = 'failed')::int as failed
    from reflux.steps s
    where s.run_id = any (${runs}::bigint[])
    group by s.run_id`.execute(db);
  return new Map(rows.map(({ run_id, succeeded, failed }) => [run_id, { succeeded, failed }]));
}

export function isFinal(state: RunState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}
