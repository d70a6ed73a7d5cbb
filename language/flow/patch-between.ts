import { diffFlows } from "./diff.ts";
import type { Flow } from "./document.ts";
import { printEdge } from "./edges.ts";
import type { LayoutOperation, Operation, Patch } from "./patch.ts";
import { positionOf } from "./path.ts";

/**
 * The patch that leads from one flow to another: how an edit in the text pane, a merge or a restored version becomes
 * one undoable step. The order of steps and edges is taken over only where something is new.
 */
export function patchBetween(before: Flow, after: Flow): Patch {
  const diff = diffFlows(before, after);
  return [
    ...diff.edgesRemoved.map((edge): Operation => ({ op: "remove_edge", edge: printEdge(edge) })),
    ...diff.removed.map((step): Operation => ({ op: "remove_step", step })),
    ...diff.added.flatMap((step): Operation[] => {
      const value = after.steps[step];
      return value ? [{ op: "add_step", step, value, at: positionOf(after.steps, step) }] : [];
    }),
    ...diff.changed.flatMap(({ key, fields }) =>
      fields.map(
        (field): Operation => ({ op: "set_step", step: key, path: field.path, ...valueOf(field.after) }),
      ),
    ),
    ...diff.edgesAdded.map(
      (edge): Operation => ({ op: "add_edge", edge: printEdge(edge), at: after.edges.indexOf(edge) }),
    ),
    ...diff.fields.map((field): Operation => ({ op: "set_flow", path: field.path, ...valueOf(field.after) })),
    ...layoutPatch(before, after),
  ];
}

function layoutPatch(before: Flow, after: Flow): LayoutOperation[] {
  if (before.layout === after.layout) return [];
  return [
    ...changed(before.layout.steps, after.layout.steps).map(
      ([id, value]): LayoutOperation => ({ op: "set_place", id, ...valueOf(value) }),
    ),
    ...changed(before.layout.groups, after.layout.groups).map(
      ([id, value]): LayoutOperation => ({ op: "set_group", id, ...valueOf(value) }),
    ),
    ...changed(before.layout.notes, after.layout.notes).map(
      ([id, value]): LayoutOperation => ({ op: "set_note", id, ...valueOf(value) }),
    ),
  ];
}

function changed<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): [string, T | undefined][] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids]
    .filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]))
    .map((id) => [id, after[id]]);
}

function valueOf<T>(value: T | undefined): { value?: T } {
  return value === undefined ? {} : { value };
}
