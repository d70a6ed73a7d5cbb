import { toRefluxError } from "#db/errors.ts";
import { type Db, one } from "../kit.ts";

export type Problem = { readonly path: string; readonly code: string; readonly message: string };

/** A graph with the keys of its steps for their places. */
export type Graph = {
  readonly next_idx: number;
  readonly roots: readonly string[];
  /** The same by place. */
  readonly starts: readonly number[];
  readonly sinks: number;
  readonly document: { readonly steps: unknown; readonly edges: readonly string[] };
  readonly all: readonly GraphStep[];
};

export type GraphStep = {
  readonly idx: number;
  readonly rank: number;
  readonly key: string;
  readonly removed: boolean;
  /** Each edge that leaves, as `port>target`. */
  readonly out: readonly string[];
};

/** The derived graph, or all that is wrong with the patch. The transaction goes on either way. */
export async function derive(
  db: Db,
  base: string,
  patch: unknown,
): Promise<{ readonly graph: string | undefined; readonly problems: readonly Problem[] }> {
  await db.query("savepoint derive");
  try {
    const { graph } = await one<{ graph: string }>(
      db,
      "select reflux_private.derive_graph($1, $2) as graph",
      [base, JSON.stringify(patch)],
    );
    return { graph, problems: [] };
  } catch (error) {
    await db.query("rollback to derive");
    const { code, detail } = toRefluxError(error);
    if (code !== "RFV01") throw error;
    return { graph: undefined, problems: (detail as { problems: Problem[] }).problems };
  }
}

export async function graphOf(db: Db, graph: string): Promise<Graph> {
  const { found } = await one<{ found: Graph }>(
    db,
    `with g as (select * from reflux.graph_steps where graph_id = $1),
    k as (select idx, key from g)
    select jsonb_build_object(
      'next_idx', x.next_idx,
      'roots', (select jsonb_agg(k.key) from k where k.idx = any (x.roots)),
      'starts', x.roots,
      'sinks', x.sinks,
      'document', x.document,
      'all', (
        select jsonb_agg(
          to_jsonb(g) - array['graph_id', 'out_ports', 'out_idx', 'straight_idx', 'need_keys', 'need_ports']
          || jsonb_build_object(
            'sources', (select jsonb_agg(k.key order by k.key) from k where k.idx = any (g.sources)),
            'needs', (select jsonb_agg(concat(k.key, ':', n.name, ':', n.port) order by k.key)
              from unnest(g.needs, g.need_keys, g.need_ports) n(idx, name, port) join k using (idx)),
            'out', (select coalesce(jsonb_agg(o.port || '>' || k.key order by o.port, k.key), '[]')
              from unnest(g.out_ports, g.out_idx) o(port, idx) join k using (idx)),
            'straight', (select k.key from k where k.idx = g.straight_idx)) order by g.idx)
        from g)) as found
    from reflux.graphs x where x.id = $1`,
    [graph],
  );
  return found;
}
