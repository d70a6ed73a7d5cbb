import type { Places, Point } from "../arrange/geometry.ts";
import { move, setNote } from "../edit/commands/place.ts";
import type { Edit } from "../edit/edit.ts";
import type { Flow } from "../model/model.ts";
import type { NodeView } from "./project.ts";

/** Where things are while they are dragged. The flow learns of it when they are dropped. */
export interface Drag {
  readonly steps: Places;
  readonly notes: Places;
}

/**
 * What a moved card means: a step moves itself, a group moves its members. A step that is dragged by itself as well
 * as with its group is where it was dragged to.
 */
export function dragOf(
  moved: ReadonlyMap<string, Point>,
  views: ReadonlyMap<string, NodeView>,
  places: Places,
): Drag {
  const steps = new Map<string, Point>();
  const notes = new Map<string, Point>();
  for (const [id, to] of moved) {
    const view = views.get(id);
    if (view?.kind === "note") notes.set(view.note, to);
    if (view?.kind !== "group") continue;
    for (const member of view.members) {
      const at = places.get(member);
      if (at) steps.set(member, { x: at.x + to.x - view.at.x, y: at.y + to.y - view.at.y });
    }
  }
  for (const [id, to] of moved) if (views.get(id)?.kind === "step") steps.set(id, to);
  return { steps, notes };
}

/** The drop as one edit, so that it is one undo. */
export function dropEdit(flow: Flow, drag: Drag): Edit {
  const steps = move(flow, drag.steps);
  const notes = [...drag.notes].flatMap(([id, { x, y }]) => setNote(flow, id, { x, y }).patch);
  return { label: drag.steps.size > 0 ? steps.label : "Move note", patch: [...steps.patch, ...notes] };
}

export function dragged(places: Places, drag: Drag | undefined): Places {
  return drag && drag.steps.size > 0 ? new Map([...places, ...drag.steps]) : places;
}

export function draggedFlow(flow: Flow, drag: Drag | undefined): Flow {
  if (!drag || drag.notes.size === 0) return flow;
  const notes = Object.entries(flow.layout.notes).map(
    ([id, note]) => [id, { ...note, ...drag.notes.get(id) }] as const,
  );
  return { ...flow, layout: { ...flow.layout, notes: Object.fromEntries(notes) } };
}
