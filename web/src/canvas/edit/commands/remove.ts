import type { Edge, Flow } from "#language/flow/document.ts";
import type { Operation } from "#language/flow/patch.ts";
import { count, type Edit, theStep } from "../edit.ts";
import { followInput } from "../follow-input.ts";
import { dropEdges } from "./connect.ts";
import { leaveGroups } from "./group.ts";

export interface Doomed {
  readonly steps?: readonly string[];
  readonly edges?: readonly Edge[];
  readonly notes?: readonly string[];
  readonly groups?: readonly string[];
}

/**
 * Deletes what is selected. Edges of a deleted step go with it and are not healed: what then lacks a predecessor is
 * shown as a problem, because joining the ends is a decision. A deleted group frees its steps.
 */
export function remove(flow: Flow, { steps = [], edges = [], notes = [], groups = [] }: Doomed): Edit {
  const gone = new Set(steps.filter((key) => Object.hasOwn(flow.steps, key)));
  const doomed = new Set(edges);
  for (const edge of flow.edges) if (gone.has(edge.from) || gone.has(edge.to)) doomed.add(edge);
  const dropped = dropEdges(
    flow,
    flow.edges.filter((edge) => doomed.has(edge)),
  ).filter((operation) => operation.op !== "set_step" || !gone.has(operation.step));
  const left = leaveGroups(flow, gone).filter(
    (operation) => operation.op !== "set_group" || !groups.includes(operation.id),
  );
  const patch: Operation[] = [
    ...dropped,
    ...[...gone].map((step): Operation => ({ op: "remove_step", step })),
    ...[...gone]
      .filter((id) => Object.hasOwn(flow.layout.steps, id))
      .map((id): Operation => ({ op: "set_place", id })),
    ...left,
    ...groups.map((id): Operation => ({ op: "set_group", id })),
    ...notes.map((id): Operation => ({ op: "set_note", id })),
  ];
  return followInput(flow, {
    label: label([...gone], edges.length, notes.length, groups.length),
    patch,
    select: [],
  });
}

function label(steps: readonly string[], edges: number, notes: number, groups: number): string {
  const parts = [
    steps.length > 0 ? theStep(steps) : "",
    edges > 0 ? count(edges, "edge") : "",
    notes > 0 ? count(notes, "note") : "",
    groups > 0 ? count(groups, "group") : "",
  ];
  return `Delete ${parts.filter(Boolean).join(", ")}`;
}
