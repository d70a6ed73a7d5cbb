import { type Db, one } from "./kit.ts";

/** A node a fake worker announces. All but the manifest's names are of no interest here. */
export type FakeNode = {
  readonly id: string;
  readonly version?: number;
  readonly kind?: "action" | "trigger";
  readonly effects?: "pure" | "idempotent" | "external";
  readonly ports?: readonly string[] | "dynamic";
  readonly config?: unknown;
  readonly signals?: boolean | string;
  /** The port that leads to what it repeats. */
  readonly body?: string;
  readonly retry?: unknown;
};

export const fakeNodes: readonly FakeNode[] = [
  { id: "test.work" },
  { id: "test.pure", effects: "pure" },
  { id: "test.branch", ports: ["left", "right"] },
  {
    id: "test.choose",
    ports: "dynamic",
    config: { type: "object", properties: { otherwise: { type: "string", default: "otherwise" } } },
  },
  { id: "test.wait", ports: ["out", "timeout"], signals: true },
  { id: "test.each", ports: ["out", "each"], body: "each" },
  {
    id: "test.strict",
    config: {
      type: "object",
      required: ["url"],
      additionalProperties: false,
      properties: { url: { type: "string" } },
    },
  },
  { id: "manual", kind: "trigger" },
  { id: "webhook.in", kind: "trigger" },
  { id: "schedule.cron", kind: "trigger" },
  { id: "table.change", kind: "trigger" },
];

/** A leased step, as take_steps and complete_steps return it. */
export type Leased = {
  readonly lane: number;
  readonly offer: number | null;
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
  readonly failures: number;
  readonly epoch: number;
  readonly flow: string;
  readonly version: number;
  readonly run_input: unknown;
  readonly pinned: boolean;
  readonly input: unknown;
  readonly outputs: unknown;
  readonly item: unknown;
  readonly index: number | null;
  readonly scopes: { readonly opened: number; readonly ended: number; readonly failed: number } | null;
};

export type Place = readonly [run: string, idx: number, scope: string, quarantine?: true];

/** What became of a step, in the words of complete_steps. */
export type Outcome =
  | { readonly kind: "output"; readonly output?: unknown; readonly ports?: readonly string[] }
  | {
      readonly kind: "error";
      readonly error: { readonly code: string; readonly message: string; readonly retry?: string };
    }
  | { readonly kind: "sleep_until" | "wait_for_signal" | "retry_at"; readonly wake_at?: string }
  | {
      readonly kind: "call_flow";
      readonly output: { readonly flow: string; readonly version?: number; readonly input?: unknown };
    }
  | {
      readonly kind: "open_scopes";
      readonly output: {
        readonly items: readonly unknown[];
        readonly names?: readonly string[];
        readonly leave?: number;
      };
    }
  | { readonly kind: "release" | "cancel" };

export type Result = Outcome & {
  readonly step: Leased;
  readonly follows?: "one" | "none" | "many";
  readonly next?: boolean;
  readonly evidence?: unknown;
  readonly artifact?: string;
  readonly body?: unknown;
};

export type Answer = {
  readonly refused: number[];
  readonly busy: number[];
  readonly leased: Leased[];
  /** So many of the offered places were tried. */
  readonly tried: number | undefined;
  /** Of the offered places. */
  readonly busyOffers: number[] | undefined;
};

export const ok = (output: unknown = null, ports?: readonly string[]): Outcome =>
  ports ? { kind: "output", output, ports } : { kind: "output", output };

export const fails = (code = "RFX01", retry?: string): Outcome => ({
  kind: "error",
  error: { code, message: `failed with ${code}`, ...(retry === undefined ? {} : { retry }) },
});

export class Worker {
  readonly id: string;
  readonly nodes: readonly number[];
  readonly #identifiers: readonly string[];

  private constructor(id: string, nodes: readonly number[], identifiers: readonly string[]) {
    this.id = id;
    this.nodes = nodes;
    this.#identifiers = identifiers;
  }

  static async register(db: Db, nodes: readonly FakeNode[] = fakeNodes, concurrency = 10): Promise<Worker> {
    const manifests = nodes.map(manifestOf);
    const row = await one<{ id: string; nodes: number[] }>(
      db,
      "select id, nodes from reflux_private.register_worker('test', $1, $2)",
      [JSON.stringify(manifests), concurrency],
    );
    const identifiers = manifests.map(({ id, version }) => `reflux:${id}@${version}`);
    // As graphile-worker does when it starts: whoever adds the first job of a task holds up the second.
    await db.query(
      "insert into graphile_worker._private_tasks (identifier) select unnest($1::text[]) on conflict do nothing",
      [identifiers],
    );
    // Nobody renews here, and a machine may be slow: a lease ends when a test says so.
    await db.query(
      "update reflux.workers set lease_until = clock_timestamp() + interval '1 day' where id = $1",
      [row.id],
    );
    return new Worker(row.id, row.nodes, identifiers);
  }

  /** Answers the doorbells that ring for this worker's nodes, most urgent first, and returns the places they name. */
  async hear(db: Db, limit = 1000): Promise<Place[]> {
    const { rows } = await db.query<{ steps: Place[] }>(
      "with due as (select j.id from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id " +
        "where t.identifier = any ($1) and j.run_at <= clock_timestamp() order by j.priority, j.run_at, j.id limit $2 for update of j skip locked), " +
        "gone as (delete from graphile_worker._private_jobs j using due where j.id = due.id returning j.id, j.priority, j.run_at, j.payload) " +
        "select payload -> 'steps' as steps from gone order by priority, run_at, id",
      [this.#identifiers, limit],
    );
    return rows.flatMap(({ steps }) => steps);
  }

  /** Leases places; without any, those of the doorbells that ring. */
  async take(db: Db, places?: readonly Place[]): Promise<Leased[]> {
    return (await this.tryTake(db, places)).leased;
  }

  async tryTake(db: Db, places?: readonly Place[], idle = 0): Promise<{ leased: Leased[]; busy: Place[] }> {
    const rows = await this.#take(db, places, idle);
    return {
      leased: rows.filter(({ verdict }) => verdict === "leased"),
      busy: rows
        .filter(({ verdict }) => verdict === "busy")
        .map(({ run_id, idx, scope }) => [run_id, idx, scope] as const),
    };
  }

  /** What is leased, and those of which the gate asks the concurrency key. */
  async comeToGate(db: Db, places?: readonly Place[]): Promise<{ leased: Leased[]; untold: Leased[] }> {
    const rows = await this.#take(db, places, 0);
    return {
      leased: rows.filter(({ verdict }) => verdict === "leased"),
      untold: rows.filter(({ verdict }) => verdict === "untold"),
    };
  }

  async #take(db: Db, places: readonly Place[] | undefined, idle: number) {
    const wanted = places ?? (await this.hear(db));
    if (wanted.length === 0) return [];
    const { rows } = await db.query<Leased & { verdict: string }>(
      "select * from reflux_private.take_steps($1, $2, $3, $4, $5, $6)",
      [this.id, ...columnsOf(wanted), idle],
    );
    return rows;
  }

  /** Tells the concurrency key of a step that the gate asked about, or why there is none. */
  async tell(db: Db, step: Leased, key: string | null, error: unknown = null): Promise<Leased[]> {
    const { rows } = await db.query<Leased & { verdict: string }>(
      "select * from reflux_private.tell_slot_key($1, $2, $3, $4, $5, $6)",
      [this.id, step.run_id, step.idx, step.scope, key, error && JSON.stringify(error)],
    );
    return rows.filter(({ verdict }) => verdict === "leased");
  }

  /** Hands in outcomes; a lane is the place of an outcome in the list. */
  async complete(db: Db, ...results: readonly Result[]): Promise<Answer> {
    return await this.completeAndTake(db, [], ...results);
  }

  /** Hands in outcomes, and offers places for the lanes that have no next step. */
  async completeAndTake(db: Db, places: readonly Place[], ...results: readonly Result[]): Promise<Answer> {
    const column = <Of>(of: (result: Result & Partial<Told>) => Of) => results.map(of);
    const json = (of: (result: Result & Partial<Told>) => unknown) =>
      results.map((result) => (of(result) === undefined ? null : JSON.stringify(of(result))));
    const given = {
      worker: this.id,
      run_ids: column(({ step }) => step.run_id),
      idxs: column(({ step }) => step.idx),
      scopes: column(({ step }) => step.scope),
      attempts: column(({ step }) => step.attempt),
      kinds: column(({ kind }) => kind),
      outputs: json(({ output }) => output),
      ports: json(({ ports }) => ports),
      errors: json(({ error }) => error),
      wake_at: column(({ wake_at }) => wake_at),
      evidence: json(({ evidence }) => evidence),
      artifacts: column(({ artifact }) => artifact),
      bodies: json(({ body }) => body),
      nexts: column(({ next = false }) => next),
      follows: column(({ follows }) => follows),
      ...Object.fromEntries(columnsOf(places).map((values, index) => [offered[index], values])),
    };
    const names = Object.keys(given).map((name, index) => `${name} => $${index + 1}`);
    const { rows } = await db.query<Leased & { verdict: string }>(
      `select * from reflux_private.complete_steps(${names.join(", ")})`,
      Object.values(given),
    );
    const of = (verdict: string) => rows.filter((row) => row.verdict === verdict);
    return {
      refused: of("refused").map(({ lane }) => lane),
      busy: of("busy").flatMap(({ lane, offer }) => (offer === null ? [lane] : [])),
      leased: of("leased"),
      tried: places.length > 0 ? places.length - of("untried").length : undefined,
      busyOffers: places.length > 0 ? of("busy").flatMap(({ offer }) => offer ?? []) : undefined,
    };
  }

  /** Takes and completes until no doorbell rings, all steps with what `decide` says; returns the keys in order. */
  async drive(db: Db, decide: (key: string, step: Leased) => Outcome = () => ok()): Promise<string[]> {
    const done: string[] = [];
    for (let round = 0; round < 1000; round += 1) {
      const places = await this.hear(db);
      if (places.length === 0) return done;
      const leased = await this.take(db, places);
      const keys = await keysOf(db, leased);
      done.push(...keys);
      const results = leased.map((step, index) => ({ step, ...decide(keys[index] ?? "", step) }));
      if (results.length > 0) await this.complete(db, ...results);
    }
    throw new Error("the run does not come to an end");
  }

  /** True while the lease holds. */
  async renew(db: Db, idle = 0): Promise<boolean> {
    const { now } = await one<{ now: Date | null }>(db, "select reflux_private.renew_worker($1, $2) as now", [
      this.id,
      idle,
    ]);
    return now !== null;
  }

  async stop(db: Db): Promise<void> {
    await db.query("select reflux_private.stop_worker($1)", [this.id]);
  }
}

/** What only some outcomes say. */
type Told = {
  readonly output: unknown;
  readonly ports: readonly string[];
  readonly error: unknown;
  readonly wake_at: string;
};

const offered = ["offered_run_ids", "offered_idxs", "offered_scopes", "offered_quarantines"];
const columnsOf = (places: readonly Place[]) => [0, 1, 2, 3].map((at) => places.map((place) => place[at]));

/** The keys of leased steps, in their order. */
export async function keysOf(db: Db, steps: readonly Leased[]): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    "select g.key from unnest($1::bigint[], $2::int[]) with ordinality u(run_id, idx, n) join reflux.runs r on r.id = u.run_id " +
      "join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = u.idx order by u.n",
    [steps.map(({ run_id }) => run_id), steps.map(({ idx }) => idx)],
  );
  return rows.map(({ key }) => key);
}

function manifestOf({
  id,
  version = 1,
  kind = "action",
  effects = "external",
  ports = ["out"],
  config = {},
  retry = {},
  signals = false,
  body,
}: FakeNode) {
  return { id, version, kind, effects, ports, config, retry, signals, ...(body && { body }) };
}
