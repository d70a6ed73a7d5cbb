import { type Flow, stepOf } from "#language/flow/document.ts";
import { printEdge, touches } from "#language/flow/edges.ts";
import { isKey } from "#language/flow/names.ts";
import type { Operation } from "#language/flow/patch.ts";
import { positionOf } from "#language/flow/path.ts";
import { renamedStep } from "#language/flow/rename.ts";
import type { Edit } from "../edit.ts";
import { fieldsChanged } from "../follow-input.ts";

/** Why a step may not be called that, or undefined when it may. */
export function renameRefusal(flow: Flow, from: string, to: string): string | undefined {
  if (from === to) return undefined;
  if (!isKey(to)) return "A key is letters, digits and _, and starts with no digit.";
  return stepOf(flow, to) ? `There is a step ${to} already.` : undefined;
}

/** Gives a step another key, and follows it: in edges, in expressions, in groups and on the canvas. */
export function rename(flow: Flow, from: string, to: string): Edit {
  const step = stepOf(flow, from);
  if (!step || from === to || renameRefusal(flow, from, to) !== undefined)
    return { label: "Rename", patch: [] };
  const names = new Map([[from, to]]);
  const moved = flow.edges.filter((edge) => touches(edge, from));
  const patch: Operation[] = [
    ...moved.map((edge): Operation => ({ op: "remove_edge", edge: printEdge(edge) })),
    { op: "remove_step", step: from },
    {
      op: "add_step",
      step: to,
      value: renamedStep(flow, from, step, names),
      at: positionOf(flow.steps, from),
    },
    // Each edge goes back to its own line: ascending, so that the lines before it are complete.
    ...flow.edges.flatMap((edge, at): Operation[] => {
      if (!touches(edge, from)) return [];
      const renamed = { ...edge, from: names.get(edge.from) ?? edge.from, to: names.get(edge.to) ?? edge.to };
      return [{ op: "add_edge", edge: printEdge(renamed), at }];
    }),
    ...rewrittenReferences(flow, from, names),
    ...followInLayout(flow, from, to),
  ];
  return { label: `Rename ${from} to ${to}`, patch, select: [to] };
}

function rewrittenReferences(flow: Flow, except: string, names: ReadonlyMap<string, string>): Operation[] {
  return Object.entries(flow.steps).flatMap(([key, step]): Operation[] => {
    if (key === except) return [];
    return fieldsChanged(key, step, renamedStep(flow, key, step, names));
  });
}

function followInLayout(flow: Flow, from: string, to: string): Operation[] {
  const { steps, groups } = flow.layout;
  const place = Object.hasOwn(steps, from) ? steps[from] : undefined;
  const places: Operation[] = place
    ? [
        { op: "set_place", id: from },
        { op: "set_place", id: to, value: place, at: positionOf(steps, from) },
      ]
    : [];
  const members = Object.entries(groups)
    .filter(([, group]) => group.steps.includes(from))
    .map(([id, group]): Operation => {
      const value = { ...group, steps: group.steps.map((key) => (key === from ? to : key)) };
      return { op: "set_group", id, value };
    });
  return [...places, ...members];
}
