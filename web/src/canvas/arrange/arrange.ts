/**
 * Where steps go. Deterministic: the same request gives the same places, so tidy twice changes nothing.
 *
 * The request is plain data, because it crosses to a worker. Steps of a group are arranged among themselves first,
 * then the group takes part in the whole as one box; parts that no edge joins are arranged one below the other.
 */
import { Graph, layout } from "@dagrejs/dagre";
import {
  type Box,
  bounds,
  freePlace,
  gapAcross,
  gapDown,
  grid,
  groupPadding,
  type Point,
  type Size,
  stepHeight,
} from "./geometry.ts";
import { layers, tooMany } from "./layers.ts";

export interface ArrangeRequest {
  /** In the order of the flow's topology. */
  readonly boxes: readonly ArrangeBox[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly groups: readonly { readonly id: string; readonly members: readonly string[] }[];
}

export interface ArrangeBox extends Size {
  readonly id: string;
  /** Where it stands and stays. */
  readonly fixed?: Point;
}

export type Arranged = readonly (readonly [id: string, place: Point])[];

export function arrange(request: ArrangeRequest): Arranged {
  const boxOf = new Map(request.boxes.map((box) => [box.id, box]));
  const parentOf = new Map<string, string>();
  const inner = new Map<string, Map<string, Point>>();
  const outer = new Map<string, Size>();
  for (const { id, members } of request.groups) {
    const boxes = members.flatMap((member) => boxOf.get(member) ?? []).map(withAxis);
    if (boxes.length === 0) continue;
    const places = placeParts(boxes, within(request.edges, new Set(members)));
    const frame = bounds(boxes.map((box) => ({ ...box, ...(places.get(box.id) ?? { x: 0, y: 0 }) })));
    if (!frame) continue;
    const name = `group ${id}`;
    for (const member of members) parentOf.set(member, name);
    inner.set(name, places);
    outer.set(name, {
      width: frame.width + 2 * groupPadding.side,
      height: frame.height + groupPadding.top + groupPadding.bottom,
    });
  }

  const units = new Map<string, Size>();
  for (const box of request.boxes) {
    const parent = parentOf.get(box.id);
    units.set(parent ?? box.id, (parent === undefined ? undefined : outer.get(parent)) ?? box);
  }
  const lifted = request.edges.map(({ from, to }) => ({
    from: parentOf.get(from) ?? from,
    to: parentOf.get(to) ?? to,
  }));
  const list = [...units].map(([id, size]) => ({
    ...size,
    id,
    axis: outer.has(id) ? size.height / 2 : stepHeight / 2,
  }));
  const outerPlaces = placeParts(list, lifted);

  const places = new Map(
    request.boxes.map((box): [string, Point] => {
      const parent = parentOf.get(box.id);
      const own = outerPlaces.get(parent ?? box.id) ?? { x: 0, y: 0 };
      const at = parent === undefined ? undefined : inner.get(parent)?.get(box.id);
      if (!at) return [box.id, onGrid(own)];
      return [box.id, onGrid({ x: own.x + groupPadding.side + at.x, y: own.y + groupPadding.top + at.y })];
    }),
  );
  return [...keepFixed(request.boxes, places)];
}

interface Unit extends Size {
  readonly id: string;
  /** How far below its top lines meet it: in the head of a card, in the middle of a group. */
  readonly axis: number;
}

interface Line {
  readonly from: string;
  readonly to: string;
}

/** Arranges each part that edges join by itself, and stacks the parts from top to bottom. */
function placeParts(units: readonly Unit[], edges: readonly Line[]): Map<string, Point> {
  const places = new Map<string, Point>();
  let top = 0;
  for (const part of partsOf(units, edges)) {
    const placed = placePart(part, within(edges, new Set(part.map(({ id }) => id))));
    const frame = bounds(part.map((unit) => ({ ...unit, ...(placed.get(unit.id) ?? { x: 0, y: 0 }) })));
    if (!frame) continue;
    for (const [id, { x, y }] of placed) places.set(id, { x: x - frame.x, y: y - frame.y + top });
    top += Math.ceil((frame.height + 2 * gapDown) / grid) * grid;
  }
  return places;
}

function placePart(units: readonly Unit[], edges: readonly Line[]): Map<string, Point> {
  const [only] = units;
  if (units.length === 1 && only) return new Map([[only.id, { x: 0, y: 0 }]]);
  if (units.length > tooMany) return layers(units, edges);
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: "LR", nodesep: gapDown, ranksep: gapAcross, edgesep: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  // A box that reaches as far above the axis as below it puts the axes, and so the lines, level.
  for (const { id, width, height, axis } of units)
    graph.setNode(id, { width, height: 2 * Math.max(axis, height - axis) });
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    units.map(({ id, width, axis }) => {
      const { x = 0, y = 0 } = graph.node(id);
      return [id, { x: x - width / 2, y: y - axis }];
    }),
  );
}

/** Units that edges join, directly or over others; parts and their members in the order given. */
function partsOf(units: readonly Unit[], edges: readonly Line[]): Unit[][] {
  const root = new Map(units.map(({ id }) => [id, id]));
  const find = (id: string): string => {
    let at = id;
    for (let up = root.get(at); up !== undefined && up !== at; up = root.get(at)) {
      root.set(at, root.get(up) ?? up);
      at = up;
    }
    return at;
  };
  for (const { from, to } of edges) if (root.has(from) && root.has(to)) root.set(find(to), find(from));
  return [...Map.groupBy(units, ({ id }) => find(id)).values()];
}

const withAxis = (box: ArrangeBox): Unit => ({ ...box, axis: stepHeight / 2 });

function within(edges: readonly Line[], ids: ReadonlySet<string>): Line[] {
  return edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
}

/**
 * Fixed boxes stay. The rest is moved as one, so that on average the fixed ones would not have to move at all, and
 * what then lies on a fixed box gives way downwards.
 */
function keepFixed(boxes: readonly ArrangeBox[], places: Map<string, Point>): Map<string, Point> {
  const anchors = boxes.flatMap((box) => {
    const placed = places.get(box.id);
    return box.fixed && placed ? [{ box, dx: box.fixed.x - placed.x, dy: box.fixed.y - placed.y }] : [];
  });
  if (anchors.length === 0) return places;
  const mean = (pick: (anchor: (typeof anchors)[number]) => number) =>
    anchors.reduce((sum, anchor) => sum + pick(anchor), 0) / anchors.length;
  const shift = onGrid({ x: mean(({ dx }) => dx), y: mean(({ dy }) => dy) });
  const taken: Box[] = anchors.flatMap(({ box }) => (box.fixed ? [{ ...box, ...box.fixed }] : []));
  return new Map(
    boxes.map((box): [string, Point] => {
      if (box.fixed) return [box.id, box.fixed];
      const placed = places.get(box.id) ?? { x: 0, y: 0 };
      const moved = { x: placed.x + shift.x, y: placed.y + shift.y };
      return [box.id, freePlace({ ...box, ...moved }, taken)];
    }),
  );
}

function onGrid({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid };
}
