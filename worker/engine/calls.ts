import type { Pool } from "pg";
import { isErrorCode, toRefluxError } from "#db/errors.ts";
import { postgresStore } from "#db/stores/postgres.ts";
import type { Json } from "#language/json.ts";
import type { ArtifactRef } from "#nodes/sdk/index.ts";
import type { NeedState } from "../needs/needs.ts";
import type { FoundArtifact } from "./artifacts.ts";
import { outcomeColumns, outcomeNames, placeColumns, placeNames } from "./columns.ts";
import type { Usage } from "./evidence.ts";
import type { Lease, Outcome, StepError } from "./lease.ts";
import { patiently } from "./transient.ts";

/**
 * Every call a worker makes into the engine, one SQL function each. Prepared by name, bounded by a deadline: a
 * connection that swallows an answer must not hold a worker for ever.
 */
export type OutcomeRow = {
  /** Position in what its lane's flush sent first. */
  readonly lane: number;
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
  /** Hand the lane its next step, if there is one. */
  readonly next: boolean;
  readonly follows?: Follows;
  /** The output, written out. */
  readonly text?: string | undefined;
  /** Its hash, where it is too large for the row. */
  readonly artifact?: string;
  /** Of what the attempt said to others. */
  readonly evidence?: readonly unknown[];
  /** What it cost: null in most rows. */
  readonly usage?: Usage;
} & Outcome;

/** What follows a step: one that waits for nobody else, none, or many, some of which may wait for others. */
export type Follows = "one" | "none" | "many";

/** Whose outcome it is, and what the attempt said to others; without the outcome. */
export function placeOf({ lane, run_id, idx, scope, attempt, next, evidence, usage }: OutcomeRow) {
  const may = { ...(evidence !== undefined && { evidence }), ...(usage !== undefined && { usage }) };
  return { lane, run_id, idx, scope, attempt, next, ...may };
}

/** The fourth: rung for by the quarantine's doorbell. */
export type Place = readonly [run: string, idx: number, scope: string, quarantine?: true];
export type LogLine = {
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
  readonly at: string;
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
};
export type Progress = Pick<LogLine, "run_id" | "idx" | "scope" | "attempt"> & { readonly progress: number };
export type Membership = {
  readonly id: string;
  readonly secret: string;
  readonly nodes: readonly number[];
  readonly leaseMs: number;
  /** The database's clock minus this process's `performance.now()`, which nobody sets. */
  readonly clockMs: number;
};

/** What a worker has that another may not. */
export type Means = {
  readonly secret_keys?: readonly string[];
  readonly allows?: readonly string[];
  /** What its nodes require, and what of it is not there. */
  readonly needs?: readonly NeedState[];
};
export type SlotKey =
  | { readonly key: string; readonly error?: never }
  | { readonly key?: never; readonly error: StepError };
/** What a step needs that this worker has not: a key for a secret, or leave to reach a host. */
export type Needs = { readonly key: string } | { readonly host: string };

const completeSteps = callOf("reflux_private.complete_steps", [
  "worker",
  "idle",
  ...outcomeNames,
  ...placeNames.map((name) => `offered_${name}`),
]);
const takeSteps = callOf("reflux_private.take_steps", ["worker", "idle", ...placeNames]);

/** A call that names what it gives. */
export function callOf(name: string, given: readonly string[]): string {
  return `select * from ${name}(${given.map((value, index) => `${value} => $${index + 1}`).join(", ")})`;
}

export type Calls = ReturnType<typeof engineCalls>;
type CallOptions = { readonly own?: Pool; readonly deadlineMs?: number };
const LEASE_DEADLINE_MS = 5_000;

/** `own`: connections that nothing else is done with, so that a lease is renewed although all others wait for something. */
export function engineCalls(pool: Pool, { own = pool, deadlineMs = 30_000 }: CallOptions = {}) {
  const caller =
    (through: Pool, within: number) =>
    async <Row extends object>(name: string, text: string, values: readonly unknown[]) => {
      const query = { name: `reflux:${name}`, text, values: [...values], query_timeout: within };
      return (await through.query<Row>(query)).rows;
    };
  const call = caller(pool, deadlineMs);
  // A connection that swallows answers is given up while there is time for another.
  const callAlone = caller(own, Math.min(deadlineMs, LEASE_DEADLINE_MS));
  /** For what an attempt needs to know: asking twice does no harm, so a database that is away for a while costs time. */
  const ask: typeof call = (name, text, values) => patiently(() => call(name, text, values));
  return {
    complete: (worker: string, outcomes: readonly OutcomeRow[], idle: number, places: readonly Place[]) =>
      call<Lease>("complete", completeSteps, [
        worker,
        idle,
        ...outcomeColumns(outcomes),
        ...placeColumns(places),
      ]),
    take: (worker: string, places: readonly Place[], idle: number) =>
      call<Lease>("take", takeSteps, [worker, idle, ...placeColumns(places)]),
    /** Whether another worker has it now. Then whatever else is said of this attempt is refused. */
    giveBack: async (worker: string, lease: Lease, error: StepError, needs: Needs) => {
      const rows = await call<{ given: boolean }>(
        "give_back",
        "select reflux_private.give_back($1, $2, $3, $4, $5, $6, $7) as given",
        [
          worker,
          lease.run_id,
          lease.idx,
          lease.scope,
          lease.attempt,
          JSON.stringify(error),
          JSON.stringify(needs),
        ],
      );
      return rows[0]?.given ?? false;
    },
    recall: (worker: string, places: readonly Place[] | null) =>
      call<Lease>("recall", "select * from reflux_private.recall_steps($1, $2)", [
        worker,
        places && JSON.stringify(places),
      ]),
    register: async (
      name: string,
      manifests: readonly unknown[],
      concurrency: number,
      before?: string,
      means: Means = {},
    ): Promise<Membership> => {
      const asked = performance.now();
      const [row] = await call<{ id: string; secret: string; nodes: number[]; lease_ms: number; now: Date }>(
        "register",
        `select
           id, secret, nodes,
           (extract(epoch from lease) * 1000)::int as lease_ms,
           clock_timestamp() as now
         from reflux_private.register_worker($1, $2, $3, $4, $5)`,
        [name, JSON.stringify(manifests), concurrency, before ?? null, JSON.stringify(means)],
      );
      if (!row) throw new Error("register_worker answered nothing");
      const { id, secret, nodes, lease_ms: leaseMs } = row;
      return { id, secret, nodes, leaseMs, clockMs: clockSince(asked, row.now) };
    },
    /** The database's clock (see Membership), or null when the lease has ended. `silenceMs`: since the queue answered us. */
    renew: async (worker: string, idle: number, pools: readonly string[], silenceMs: number) => {
      const asked = performance.now();
      const rows = await callAlone<{ now: Date | null }>(
        "renew",
        "select reflux_private.renew_worker($1, $2, $3, $4 * interval '1 ms') as now",
        [worker, idle, pools, Math.round(silenceMs)],
      );
      const now = rows[0]?.now ?? null;
      return now && clockSince(asked, now);
    },
    unlock: (pools: readonly string[]) =>
      call("unlock", "select graphile_worker.force_unlock_workers($1)", [pools]),
    stop: (worker: string) => callAlone("stop", "select reflux_private.stop_worker($1)", [worker]),
    sweep: async (position: string) => {
      const [row] = await call<{
        next_position: string;
        lost_workers: number;
        returned_steps: number;
        rung_steps: number;
      }>("sweep", "select * from reflux_private.sweep($1)", [position]);
      return row;
    },
    /** How many runs of on-failure flows were started. */
    raiseAlerts: async () => {
      const [row] = await call<{ raised: number }>(
        "alerts",
        "select reflux_private.raise_alerts() as raised",
        [],
      );
      return row?.raised ?? 0;
    },
    dueSchedules: (horizonMs: number) =>
      call<DueSchedule>(
        "due_schedules",
        "select id, cron, timezone, keep, due, now from reflux_private.due_schedules($1 * interval '1 ms')",
        [horizonMs],
      ),
    fireSchedule: async (
      schedule: string,
      due: Date | null,
      times: readonly Date[],
      next: Date | null,
      problem: string | null = null,
    ) => {
      const rows = await call<{ again_at: Date | null }>(
        "fire_schedule",
        "select reflux_private.fire_schedule($1, $2, $3, $4, $5) as again_at",
        [schedule, due, times, next, problem],
      );
      return rows[0]?.again_at ?? null;
    },
    /** How much somebody else stood in the way of: to be done soon. */
    keepHouse: async () => {
      const [row] = await call<{ left: number }>(
        "house",
        "select p.left_undone as left, reflux_private.drop_stale_watches() from reflux_private.keep_partitions() p",
        [],
      );
      return row?.left ?? 0;
    },
    /** Finished runs past their term; where the next call goes on, "0" when all is done. */
    dropOldRuns: async (position: string) => {
      const text = "select next_position as next, dropped from reflux_private.drop_old_runs($1)";
      const [row] = await call<Dropped>("drop_old_runs", text, [position]);
      return row ?? { next: "0", dropped: 0 };
    },
    /** Outputs that no step names, artifacts that no run keeps; "" when all were looked at. */
    dropLooseOutputs: async (position: string) => {
      const text = "select next_position as next, dropped from reflux_private.drop_loose_outputs($1)";
      const [row] = await call<Dropped>("drop_loose_outputs", text, [position]);
      return row ?? { next: "", dropped: 0 };
    },
    dropLooseArtifacts: async (position: string) => {
      const text = "select next_position as next, dropped from reflux_private.drop_loose_artifacts($1)";
      const [row] = await call<Dropped>("drop_loose_artifacts", text, [position]);
      return row ?? { next: "", dropped: 0 };
    },
    /** A concurrency key, or why there is none. The step, where it is its turn; `busy`: to be taken again. */
    tellSlotKey: async (worker: string, lease: Lease, told: SlotKey) => {
      const { run_id, idx, scope } = lease;
      const { key = null, error = null } = told;
      const [row] = await call<Lease>(
        "slot",
        "select * from reflux_private.tell_slot_key($1, $2, $3, $4, $5, $6)",
        [worker, run_id, idx, scope, key, error && JSON.stringify(error)],
      );
      return row;
    },
    writeLogs: (worker: string, lines: readonly LogLine[], progress: readonly Progress[]) =>
      call("logs", "select reflux_private.write_logs($1, $2, $3)", [
        worker,
        JSON.stringify(lines),
        JSON.stringify(progress),
      ]),
    graph: (graph: string) =>
      ask<GraphStepRow>("graph", "select * from reflux_private.steps_of_graph($1)", [graph]),
    /** Judged by the reach of the run's version; `hosts`: where the attempt may connect to from then on, null for anywhere. */
    secret: async (name: string, { run_id: run, idx }: Pick<Lease, "run_id" | "idx">) => {
      const rows = await judged(
        ask<{ ciphertext: Buffer; hosts: string[] | null }>(
          "secret",
          "select ciphertext, hosts from reflux_private.read_secret($1, $2, $3)",
          [name, run, idx],
        ),
      );
      return rows[0];
    },
    /** All that are asked for, or a refusal. */
    vars: async (names: readonly string[]) => {
      const rows = await judged(
        ask<{ values: Readonly<Record<string, Json>> }>(
          "vars",
          "select reflux_private.read_vars($1) as values",
          [names],
        ),
      );
      return rows[0]?.values ?? {};
    },
    egress: async (run: string) => {
      const [row] = await judged(
        ask<{ limited: boolean; hosts: string[] }>(
          "egress",
          "select limited, hosts from reflux_private.egress_of_run($1)",
          [run],
        ),
      );
      return row ?? { limited: true, hosts: [] };
    },
    /** The role that SQL of the run's flow acts as. */
    sqlRole: async (run: string) => {
      const [row] = await judged(
        ask<{ role: string }>("sql_role", "select reflux_private.sql_role_of_run($1) as role", [run]),
      );
      if (!row) throw new Error("sql_role_of_run answered nothing");
      return row.role;
    },
    store: postgresStore((name, text, values) => judged(ask(name, text, values))),
    /** Where its bytes are: others may have kept the same before. */
    keepArtifact: async (lease: Lease, ref: ArtifactRef, location: string) => {
      const text =
        "select reflux_private.keep_artifact($1, $2, $3, $4, $5, $6, 'postgres', $7, $8, $9) as kept";
      const { run_id, idx, scope, attempt } = lease;
      const { artifact, bytes, content_type, name = null } = ref;
      const values = [run_id, idx, scope, attempt, artifact, bytes, location, content_type, name];
      const [row] = await judged(ask<{ kept: string }>("keep_artifact", text, values));
      if (!row) throw new Error("keep_artifact answered nothing");
      return row.kept;
    },
    /** Nothing where the run, and its family, keep no such artifact. */
    findArtifact: async (artifact: string, run: string): Promise<FoundArtifact | undefined> => {
      const text =
        "select bytes, store, location, content_type, name from reflux_private.find_artifact($1, $2)";
      const values = [artifact, run];
      const [row] = await ask<FoundArtifact & { name: string | null }>("find_artifact", text, values);
      if (!row) return undefined;
      const { name, ...found } = row;
      return { ...found, artifact, bytes: Number(row.bytes), ...(name === null ? {} : { name }) };
    },
  };
}

/** A refusal of the registry reaches the step as such, with its hint. */
async function judged<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const isRefusal = error instanceof Error && "code" in error && isErrorCode(error.code);
    throw isRefusal ? toRefluxError(error) : error;
  }
}

type Dropped = { readonly next: string; readonly dropped: number };

export type DueSchedule = {
  readonly id: string;
  readonly cron: string;
  readonly timezone: string;
  /** How many of the times that have come are of interest. */
  readonly keep: number;
  readonly due: Date | null;
  /** By the database's clock. */
  readonly now: Date;
};

export type GraphStepRow = {
  readonly idx: number;
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly sources: readonly number[];
  readonly timeout_ms: number | null;
  /** Its output alone starts its only successor. */
  readonly straight: boolean;
  readonly config: unknown;
  readonly options: { readonly [option: string]: unknown };
};

/** The database's clock minus `performance.now()`, by an answer that was asked for at `asked`. */
function clockSince(asked: number, now: Date): number {
  return now.getTime() - (asked + performance.now()) / 2;
}
