import { diffFlows, type FlowDiff } from "#language/flow/diff.ts";
import type { Flow } from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";

export type Change = "added" | "removed" | "changed" | "same";

/** What the diff view lays over the canvas: each card and line with what became of it. */
export interface Ghosts {
  /** Both versions in one: what was removed is still there, as a ghost. */
  readonly flow: Flow;
  readonly diff: FlowDiff;
  readonly steps: ReadonlyMap<string, Change>;
  readonly edges: ReadonlyMap<string, Change>;
  /** How many fields of a changed step differ. */
  readonly fields: ReadonlyMap<string, number>;
}

export function ghosts(base: Flow, head: Flow): Ghosts {
  const diff = diffFlows(base, head);
  const removed = diff.removed.flatMap((key) => {
    const step = base.steps[key];
    return step ? [[key, step] as const] : [];
  });
  const changed = new Set(diff.changed.map(({ key }) => key));
  const added = new Set(diff.added);
  const gone = new Set(diff.removed);
  const steps = { ...head.steps, ...Object.fromEntries(removed) };
  const kind = (key: string): Change =>
    added.has(key) ? "added" : gone.has(key) ? "removed" : changed.has(key) ? "changed" : "same";
  const newEdges = new Set(diff.edgesAdded.map(printEdge));
  const oldEdges = new Set(diff.edgesRemoved.map(printEdge));
  const edges = [...head.edges, ...diff.edgesRemoved];
  return {
    flow: {
      ...head,
      steps,
      edges,
      layout: { ...head.layout, steps: { ...base.layout.steps, ...head.layout.steps } },
    },
    diff,
    steps: new Map(Object.keys(steps).map((key) => [key, kind(key)])),
    edges: new Map(
      edges
        .map(printEdge)
        .map((text) => [text, newEdges.has(text) ? "added" : oldEdges.has(text) ? "removed" : "same"]),
    ),
    fields: new Map(diff.changed.map(({ key, fields }) => [key, fields.length])),
  };
}
