import type { Edge, Flow } from "./document.ts";

/** The graph as walks need it. Edges from or to a step that does not exist are left out: `validate` names them. */
export interface Topology {
  /** Every step once, predecessors first; ties and members of cycles in document order. */
  readonly order: readonly string[];
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
  /** Steps that stand on a cycle, or behind one. */
  readonly unordered: ReadonlySet<string>;
  /** Distance from the farthest root: the column a reader expects the step in. */
  readonly depth: ReadonlyMap<string, number>;
}

const cache = new WeakMap<Flow["steps"], WeakMap<Flow["edges"], Topology>>();

/** Linear in steps and edges, and remembered: steps and edges are immutable, so their identity is the key. */
export function topology(flow: Pick<Flow, "steps" | "edges">): Topology {
  let byEdges = cache.get(flow.steps);
  if (!byEdges) cache.set(flow.steps, (byEdges = new WeakMap()));
  let known = byEdges.get(flow.edges);
  if (!known) byEdges.set(flow.edges, (known = compute(Object.keys(flow.steps), flow.edges)));
  return known;
}

export function downstream(flow: Pick<Flow, "steps" | "edges">, from: Iterable<string>): Set<string> {
  return walk(from, topology(flow).outgoing, "to");
}

/** The nearest first, and of all of them at `most` so many. */
export function upstream(
  flow: Pick<Flow, "steps" | "edges">,
  from: Iterable<string>,
  most = Number.POSITIVE_INFINITY,
): Set<string> {
  return walk(from, topology(flow).incoming, "from", most);
}

/**
 * Whether one of the `named` steps comes before another: a bit for each name, joined along the edges, since a walk from
 * each step is square. Nothing is known of what stands on a cycle, or behind one.
 */
export function precedence(
  flow: Pick<Flow, "steps" | "edges">,
  named: Iterable<string>,
): (name: string, step: string) => boolean {
  const { order, incoming, unordered } = topology(flow);
  const bits = new Map([...named].map((name, index) => [name, 1n << BigInt(index)]));
  const above = new Map<string, bigint>();
  for (const key of bits.size > 0 ? order : []) {
    const sources = unordered.has(key) ? [] : (incoming.get(key) ?? []);
    const joined = sources.reduce(
      (all, { from }) => all | (above.get(from) ?? 0n) | (bits.get(from) ?? 0n),
      0n,
    );
    above.set(key, joined);
  }
  return (name, step) => ((above.get(step) ?? 0n) & (bits.get(name) ?? 0n)) !== 0n;
}

/** The steps just before, each once. */
export function sourcesOf(flow: Pick<Flow, "steps" | "edges">, step: string): readonly string[] {
  return [...new Set((topology(flow).incoming.get(step) ?? []).map((edge) => edge.from))];
}

/** Steps without a predecessor, in document order. */
export function roots(flow: Pick<Flow, "steps" | "edges">): string[] {
  const { incoming } = topology(flow);
  return Object.keys(flow.steps).filter((key) => (incoming.get(key) ?? []).length === 0);
}

function compute(keys: readonly string[], edges: readonly Edge[]): Topology {
  const outgoing = new Map<string, Edge[]>(keys.map((key) => [key, []]));
  const incoming = new Map<string, Edge[]>(keys.map((key) => [key, []]));
  for (const edge of edges) {
    const out = outgoing.get(edge.from);
    const into = incoming.get(edge.to);
    if (!out || !into) continue;
    out.push(edge);
    into.push(edge);
  }

  const missing = new Map(keys.map((key) => [key, incoming.get(key)?.length ?? 0]));
  const depth = new Map<string, number>();
  const order = keys.filter((key) => missing.get(key) === 0);
  for (const key of order) depth.set(key, 0);
  // The list grows while it is read: it is the queue and the result at once.
  for (const key of order) {
    const next = (depth.get(key) ?? 0) + 1;
    for (const { to } of outgoing.get(key) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, next));
      const left = (missing.get(to) ?? 0) - 1;
      missing.set(to, left);
      if (left === 0) order.push(to);
    }
  }

  const placed = new Set(order);
  const unordered = new Set(keys.filter((key) => !placed.has(key)));
  return { order: [...order, ...unordered], outgoing, incoming, unordered, depth };
}

function walk(
  from: Iterable<string>,
  edges: ReadonlyMap<string, readonly Edge[]>,
  end: "from" | "to",
  most = Number.POSITIVE_INFINITY,
): Set<string> {
  const reached = new Set<string>();
  const queue = [...new Set(from)];
  for (const key of queue) {
    for (const { [end]: other } of edges.get(key) ?? []) {
      if (reached.size >= most) return reached;
      if (reached.has(other)) continue;
      reached.add(other);
      queue.push(other);
    }
  }
  return reached;
}
