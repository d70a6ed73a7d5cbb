import type { Flow } from "#language/flow/document.ts";
import { type Places, type Point, stepHeight, stepWidth } from "../arrange/geometry.ts";
import { move, setNote } from "../edit/commands/place.ts";
import type { Edit } from "../edit/edit.ts";
import { inlet, type LineView, type NodeView, outlet, type Projection } from "./project.ts";

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

/** The line that runs through the middle of a card, if there is one: where it would be inserted when it is dropped. */
export function lineThrough(card: string, { nodes, lines }: Projection): LineView | undefined {
  const views = new Map(nodes.map((view) => [view.id, view]));
  const at = views.get(card)?.at;
  if (!at) return undefined;
  const middle = { x: at.x + stepWidth / 2, y: at.y + stepHeight / 2 };
  let nearest: { readonly line: LineView; readonly distance: number } | undefined;
  for (const line of lines) {
    const source = views.get(line.source);
    const target = views.get(line.target);
    // A line of a collapsed group stands for edges that nobody sees.
    if (line.count > 1 || source?.kind !== "step" || target?.kind !== "step") continue;
    const ends = [add(source.at, outlet(source, line.port)), add(target.at, inlet(target))] as const;
    for (const point of along(...ends)) {
      const [dx, dy] = [Math.abs(point.x - middle.x), Math.abs(point.y - middle.y)];
      const distance = Math.hypot(dx, dy);
      if (dx > stepWidth / 4 || dy > stepHeight / 2 || distance >= (nearest?.distance ?? Infinity)) continue;
      nearest = { line, distance };
    }
  }
  return nearest?.line;
}

/** Points of the curve that the canvas draws: it leaves to the right, arrives from the left, and bends by half the way. */
function along(from: Point, to: Point): Point[] {
  const bend = Math.abs(to.x - from.x) / 2;
  const curve = (t: number, a: number, b: number, c: number, d: number) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  return Array.from({ length: 33 }, (_, index) => {
    const t = index / 32;
    return {
      x: curve(t, from.x, from.x + bend, to.x - bend, to.x),
      y: curve(t, from.y, from.y, to.y, to.y),
    };
  });
}

const add = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });
