/**
 * From the flow to what the canvas draws, without a word of React Flow: cards, frames, notes and lines, in the order
 * of the topology, so that the DOM reads as the flow runs. A collapsed group is one card, and takes over the edges of
 * its steps.
 */

import { type Catalogue, isTrigger, type NodeType, portsOf } from "#language/flow/catalogue.ts";
import {
  type Edge,
  type Flow,
  type Group,
  isCollapsed,
  type Note,
  type Step,
} from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";
import { topology } from "#language/flow/topology.ts";
import {
  type Box,
  bounds,
  groupPadding,
  type Places,
  type Point,
  portOffset,
  type Size,
  stepHeight,
  stepSize,
  stepWidth,
} from "../arrange/geometry.ts";
import { groupOf } from "../edit/commands/group.ts";

export interface StepView {
  readonly kind: "step";
  readonly id: string;
  readonly at: Point;
  readonly size: Size;
  readonly step: Step;
  readonly type: NodeType | undefined;
  readonly ports: readonly string[];
  readonly entry: boolean;
}

export interface GroupView {
  readonly kind: "group";
  readonly id: string;
  readonly group: string;
  readonly at: Point;
  readonly size: Size;
  readonly title: string;
  readonly members: readonly string[];
  readonly collapsed: boolean;
}

export interface NoteView {
  readonly kind: "note";
  readonly id: string;
  readonly note: string;
  readonly at: Point;
  readonly size: Size;
  readonly text: string;
}

export type NodeView = StepView | GroupView | NoteView;

export interface LineView {
  /** The edge's text, or for lines of collapsed groups the text of the first edge they stand for. */
  readonly id: string;
  readonly edge: Edge;
  readonly source: string;
  readonly target: string;
  readonly port: string;
  /** How many edges it stands for. */
  readonly count: number;
}

export interface Projection {
  readonly nodes: readonly NodeView[];
  readonly lines: readonly LineView[];
}

export const groupId = (id: string) => `group:${id}`;
export const noteId = (id: string) => `note:${id}`;

export function project(flow: Flow, places: Places, catalogue: Catalogue): Projection {
  const usedPorts = Map.groupBy(flow.edges, (edge) => edge.from);
  const holding = groupOf(flow);
  const closed = new Set(
    Object.entries(flow.layout.groups).flatMap(([id, group]) => (isCollapsed(flow, group) ? [id] : [])),
  );
  const hidden = new Map([...holding].filter(([, id]) => closed.has(id)));
  const steps = topology(flow).order.flatMap((id): StepView[] => {
    const step = flow.steps[id];
    if (!step || hidden.has(id)) return [];
    const type = catalogue.find(step.node);
    const ports = portsOf(
      step,
      type,
      usedPorts.get(id)?.map((edge) => edge.port),
    );
    const at = places.get(id) ?? { x: 0, y: 0 };
    return [
      { kind: "step", id, at, size: stepSize(ports.length), step, type, ports, entry: isTrigger(type) },
    ];
  });
  const boxes = new Map<string, Box>(steps.map(({ id, at, size }) => [id, { ...at, ...size }]));
  const groups = Object.entries(flow.layout.groups).flatMap(([id, group]) =>
    groupView(id, group, closed.has(id), boxes, places),
  );
  const notes = Object.entries(flow.layout.notes).map(([id, note]) => noteView(id, note));
  return { nodes: [...groups, ...notes, ...steps], lines: lines(flow, hidden) };
}

/** Where a line meets a card. The canvas draws by these, so nothing has to be measured. */
export function outlet(view: StepView | GroupView, port: string): Point {
  if (view.kind === "group") return { x: view.size.width, y: view.size.height / 2 };
  const index = Math.max(0, view.ports.indexOf(port));
  return { x: stepWidth, y: portOffset(index, view.ports.length) };
}

export function inlet(view: StepView | GroupView): Point {
  return { x: 0, y: view.kind === "group" ? view.size.height / 2 : stepHeight / 2 };
}

function groupView(
  id: string,
  group: Group,
  collapsed: boolean,
  boxes: ReadonlyMap<string, Box>,
  places: Places,
): GroupView[] {
  const members = group.steps.filter((key) => places.has(key));
  const frame = bounds(
    members.map((key) => boxes.get(key) ?? { ...(places.get(key) ?? { x: 0, y: 0 }), ...stepSize(1) }),
  );
  if (!frame) return [];
  const base = { kind: "group", id: groupId(id), group: id, title: group.title, members, collapsed } as const;
  if (collapsed) return [{ ...base, at: { x: frame.x, y: frame.y }, size: stepSize(1) }];
  const { side, top, bottom } = groupPadding;
  return [
    {
      ...base,
      at: { x: frame.x - side, y: frame.y - top },
      size: { width: frame.width + 2 * side, height: frame.height + top + bottom },
    },
  ];
}

function noteView(id: string, note: Note): NoteView {
  return {
    kind: "note",
    id: noteId(id),
    note: id,
    at: { x: note.x, y: note.y },
    size: { width: note.w, height: note.h },
    text: note.text,
  };
}

function lines(flow: Flow, hidden: ReadonlyMap<string, string>): LineView[] {
  const end = (key: string) => {
    const group = hidden.get(key);
    return group === undefined ? key : groupId(group);
  };
  const merged = new Map<string, LineView>();
  for (const edge of flow.edges) {
    if (!Object.hasOwn(flow.steps, edge.from) || !Object.hasOwn(flow.steps, edge.to)) continue;
    const [source, target] = [end(edge.from), end(edge.to)];
    if (source === target) continue;
    const port = source === edge.from ? edge.port : "out";
    const place = `${source} ${port} ${target}`;
    const known = merged.get(place);
    merged.set(
      place,
      known
        ? { ...known, count: known.count + 1 }
        : { id: printEdge(edge), edge, source, target, port, count: 1 },
    );
  }
  return [...merged.values()];
}
