import type pg from "pg";

/** Nodes that exist as soon as somebody announces them; nothing is executed. */
const nodes = [
  { id: "webhook.in", kind: "trigger", effects: "pure" },
  { id: "manual", kind: "trigger", effects: "pure" },
  { id: "schedule.cron", kind: "trigger", effects: "pure" },
  { id: "test.work", kind: "action", effects: "external" },
  { id: "webhook.reply", kind: "action", effects: "pure" },
].map((node) => ({ ...node, version: 1, title: node.id, config: {}, ports: ["out"], retry: {} }));

/** A worker made of SQL calls: it takes whatever is ready and hands in what `decide` says. */
export type Driver = {
  readonly id: string;
  /** Runs everything that is ready, until nothing is. */
  drive(decide?: (step: Step) => Outcome): Promise<void>;
};

export type Step = { readonly run: string; readonly key: string; readonly input: unknown };
export type Outcome = { readonly output: unknown } | { readonly error: object };

export async function announce(pool: pg.Pool): Promise<Driver> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from reflux_private.register_worker('test', $1, 10)",
    [JSON.stringify(nodes)],
  );
  const id = rows[0]?.id ?? "";
  return { id, drive: async (decide = echo) => await drive(pool, id, decide) };
}

const echo = ({ input }: Step): Outcome => ({ output: input });

async function drive(pool: pg.Pool, worker: string, decide: (step: Step) => Outcome): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    const { rows: leased } = await pool.query<Lease>(
      "select l.*, g.key from (select array_agg(s.run_id) as run_ids, array_agg(s.idx) as idxs, array_agg(s.scope) as scopes " +
        "from reflux.steps s where s.state = 'ready') p, reflux_private.take_steps($1, p.run_ids, p.idxs, p.scopes) l " +
        "join reflux.graph_steps g on g.graph_id = l.graph_id and g.idx = l.idx where l.verdict = 'leased'",
      [worker],
    );
    if (leased.length === 0) return;
    const outcomes = leased.map((lease) => toOutcome(lease, decide));
    await pool.query(
      `select c.* from (
         select array_agg(o.run_id) as run_ids, array_agg(o.idx) as idxs, array_agg(o.scope) as scopes,
           array_agg(o.attempt) as attempts, array_agg(o.kind) as kinds, array_agg(o.output) as outputs, array_agg(o.error) as errors
         from jsonb_to_recordset($2) o(run_id bigint, idx int, scope text, attempt int, kind text, output jsonb, error jsonb)) o,
       reflux_private.complete_steps($1, o.run_ids, o.idxs, o.scopes, o.attempts, o.kinds, o.outputs, errors => o.errors) c`,
      [worker, JSON.stringify(outcomes)],
    );
  }
  throw new Error("the runs do not come to an end");
}

type Lease = {
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
  readonly key: string;
  readonly input: unknown;
};

function toOutcome({ run_id: run, idx, scope, attempt, key, input }: Lease, decide: (step: Step) => Outcome) {
  const place = { run_id: Number(run), idx, scope, attempt };
  const outcome = decide({ run, key, input });
  return "error" in outcome
    ? { ...place, kind: "error", error: outcome.error }
    : { ...place, kind: "output", output: outcome.output };
}

/** A webhook and a step behind it. */
export function webhookFlow(path: string, config: object = {}) {
  return {
    reflux: 1,
    steps: { receive: { node: "webhook.in", config: { path, ...config } }, work: { node: "test.work" } },
    edges: ["receive -> work"],
  };
}

export async function deploy(pool: pg.Pool, slug: string, document: unknown): Promise<void> {
  await pool.query("select reflux.deploy_flow($1, $2)", [slug, JSON.stringify(document)]);
}
