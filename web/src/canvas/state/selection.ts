import type { Flow } from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";

/** What commands act on. Not part of history: undoing must not move what a person looks at. */
export interface Selection {
  readonly steps: ReadonlySet<string>;
  /** Edges by their text. */
  readonly edges: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
export const nothing: Selection = { steps: none, edges: none, notes: none, groups: none };

export function selected(parts: { readonly [part in keyof Selection]?: Iterable<string> }): Selection {
  return {
    steps: new Set(parts.steps),
    edges: new Set(parts.edges),
    notes: new Set(parts.notes),
    groups: new Set(parts.groups),
  };
}

export function isEmpty(selection: Selection): boolean {
  return Object.values(selection).every((part: ReadonlySet<string>) => part.size === 0);
}

/** Without what the flow no longer has. The same object when nothing is missing. */
export function stillThere(selection: Selection, flow: Flow): Selection {
  const edges = new Set(selection.edges.size > 0 ? flow.edges.map(printEdge) : []);
  const next = selected({
    steps: [...selection.steps].filter((key) => Object.hasOwn(flow.steps, key)),
    edges: [...selection.edges].filter((edge) => edges.has(edge)),
    notes: [...selection.notes].filter((id) => Object.hasOwn(flow.layout.notes, id)),
    groups: [...selection.groups].filter((id) => Object.hasOwn(flow.layout.groups, id)),
  });
  return sameSelection(next, selection) ? selection : next;
}

export function sameSelection(a: Selection, b: Selection): boolean {
  const same = (x: ReadonlySet<string>, y: ReadonlySet<string>) =>
    x.size === y.size && [...x].every((id) => y.has(id));
  return (
    same(a.steps, b.steps) && same(a.edges, b.edges) && same(a.notes, b.notes) && same(a.groups, b.groups)
  );
}
