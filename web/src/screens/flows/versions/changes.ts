import { type FieldChange, type FlowDiff, isEmptyDiff } from "#language/flow/diff.ts";
import { printEdge } from "#language/flow/edges.ts";
import { printPath } from "#language/flow/path.ts";

export type Kind = "added" | "removed" | "changed";

export interface Change {
  readonly id: string;
  readonly kind: Kind;
  /** What changed: a step, an edge, a field of the flow. */
  readonly what: "step" | "edge" | "flow";
  readonly name: string;
  readonly fields: readonly FieldLine[];
}

export interface FieldLine {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A difference as lines to read: steps first, then how they are joined, then what the flow says of itself. */
export function changesOf(diff: FlowDiff): readonly Change[] {
  if (isEmptyDiff(diff)) return [];
  const step = (kind: Kind) => (name: string) =>
    ({ id: `step ${name}`, kind, what: "step", name, fields: [] }) as const;
  const edge = (kind: Kind) => (one: Parameters<typeof printEdge>[0]) =>
    ({ id: `edge ${printEdge(one)}`, kind, what: "edge", name: printEdge(one), fields: [] }) as const;
  return [
    ...diff.added.map(step("added")),
    ...diff.removed.map(step("removed")),
    ...diff.changed.map(({ key, fields }) => ({ ...step("changed")(key), fields: fields.map(lineOf) })),
    ...diff.edgesAdded.map(edge("added")),
    ...diff.edgesRemoved.map(edge("removed")),
    ...diff.fields.map((field) => {
      const kind: Kind = !("before" in field) ? "added" : !("after" in field) ? "removed" : "changed";
      const name = printPath(field.path);
      return {
        id: `flow ${name}`,
        kind,
        what: "flow",
        name,
        fields: [{ ...lineOf(field), path: "" }],
      } as const;
    }),
  ];
}

/** `2 steps added, 1 changed, 3 edges`: what a list of versions says before anybody looks closer. */
export function summaryOf(changes: readonly Change[]): string {
  if (changes.length === 0) return "No difference";
  const count = (what: Change["what"], kind: Kind) =>
    changes.filter((change) => change.what === what && change.kind === kind).length;
  const parts = (["added", "removed", "changed"] as const).flatMap((kind) => {
    const steps = count("step", kind);
    return steps > 0 ? [`${steps} ${steps === 1 ? "step" : "steps"} ${kind}`] : [];
  });
  const edges = changes.filter((change) => change.what === "edge").length;
  const rest = changes.filter((change) => change.what === "flow").length;
  return [
    ...parts,
    ...(edges > 0 ? [`${edges} ${edges === 1 ? "edge" : "edges"}`] : []),
    ...(rest > 0 ? [`${rest} ${rest === 1 ? "field" : "fields"} of the flow`] : []),
  ].join(", ");
}

function lineOf(field: FieldChange): FieldLine {
  return {
    path: printPath(field.path),
    before: "before" in field ? written(field.before) : undefined,
    after: "after" in field ? written(field.after) : undefined,
  };
}

/** Texts as they are, so that a long expression reads as it was written; the rest as JSON. */
const written = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
