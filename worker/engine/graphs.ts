import type { Calls, Follows, GraphStepRow } from "./calls.ts";

/** A step's place in a graph. */
export type GraphStep = GraphStepRow & {
  readonly node: string;
  readonly sourceKeys: readonly string[];
  readonly follows: Follows;
};

/** Graphs are immutable, so what was read once stays true. The least recently used is forgotten. */
export function createGraphs(calls: Pick<Calls, "graph">, keep = 200) {
  const graphs = new Map<string, Promise<ReadonlyMap<number, GraphStep>>>();

  const read = async (graph: string): Promise<ReadonlyMap<number, GraphStep>> => {
    const rows = await calls.graph(graph);
    const keys = new Map(rows.map((row) => [row.idx, row.key]));
    const followed = new Set(rows.flatMap((row) => row.sources));
    return new Map(
      rows.map((row) => [
        row.idx,
        {
          ...row,
          node: `${row.name}@${row.version}`,
          follows: row.straight ? "one" : followed.has(row.idx) ? "many" : "none",
          sourceKeys: row.sources.flatMap((idx) => keys.get(idx) ?? []),
        },
      ]),
    );
  };

  return async (graph: string, idx: number): Promise<GraphStep> => {
    const known = graphs.get(graph) ?? read(graph);
    graphs.delete(graph);
    graphs.set(graph, known);
    const oldest = graphs.keys().next().value;
    if (graphs.size > keep && oldest !== undefined) graphs.delete(oldest);
    try {
      const step = (await known).get(idx);
      if (!step) throw new Error(`graph ${graph} has no step ${idx}`);
      return step;
    } catch (error) {
      graphs.delete(graph);
      throw error;
    }
  };
}
