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
      "select l.*, g.key from (select jsonb_agg(jsonb_build_array(s.run_id, s.idx, s.scope)) as places from reflux.steps s where s.state = 'ready') p, " +
        "reflux_private.take_steps($1, p.places) l join reflux.graph_steps g on g.graph_id = l.graph_id and g.idx = l.idx " +
        "where p.places is not null and l.verdict = 'leased'",
      [worker],
    );
    if (leased.length === 0) return;
    const outcomes = leased.map((lease, lane) => ({ ...toOutcome(lease, decide), lane, next: false }));
    await pool.query("select reflux_private.complete_steps($1, $2)", [worker, JSON.stringify(outcomes)]);
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
    : { ...place, kind: "ok", output: outcome.output };
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
