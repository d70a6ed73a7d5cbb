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
  const { outgoing } = topology(flow);
  return walk(from, (key) => (outgoing.get(key) ?? []).map((edge) => edge.to));
}

export function upstream(flow: Pick<Flow, "steps" | "edges">, from: Iterable<string>): Set<string> {
  const { incoming } = topology(flow);
  return walk(from, (key) => (incoming.get(key) ?? []).map((edge) => edge.from));
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

function walk(from: Iterable<string>, next: (key: string) => string[]): Set<string> {
  const starts = new Set(from);
  const reached = new Set<string>();
  const queue = [...starts];
  for (const key of queue) {
    for (const other of next(key)) {
      if (reached.has(other)) continue;
      reached.add(other);
      queue.push(other);
    }
  }
  return reached;
}
