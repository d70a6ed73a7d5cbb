import { type Catalogue, isTrigger, portsOf } from "#language/flow/catalogue.ts";
import { type Edge, type Flow, stepOf } from "#language/flow/document.ts";
import { touches } from "#language/flow/edges.ts";
import { downstream } from "#language/flow/topology.ts";
import {
  gapAcross,
  grid,
  overlaps,
  type Places,
  type Point,
  snap,
  stepSize,
} from "../../arrange/geometry.ts";
import type { Edit } from "../edit.ts";
import { insertOnEdge } from "./add.ts";
import { move } from "./place.ts";

/** Nothing leads to it and it leads nowhere, so that an edge can take it in without any other being drawn anew. */
export function isLoose(flow: Flow, key: string, catalogue: Catalogue): boolean {
  const step = stepOf(flow, key);
  return (
    step !== undefined &&
    !isTrigger(catalogue.find(step.node)) &&
    !flow.edges.some((edge) => touches(edge, key))
  );
}

/** Puts a loose step into the edge it was dropped on. What comes behind it makes room, unless a person fixed it. */
export function dropOnEdge(
  flow: Flow,
  key: string,
  at: Point,
  edge: Edge,
  places: Places,
  catalogue: Catalogue,
): Edit {
  const insert = insertOnEdge(flow, key, edge, catalogue);
  const moved = move(flow, roomFor(flow, key, at, edge, places, catalogue));
  return { ...insert, patch: [...moved.patch, ...insert.patch] };
}

function roomFor(
  flow: Flow,
  key: string,
  at: Point,
  edge: Edge,
  places: Places,
  catalogue: Catalogue,
): Places {
  const boxOf = (step: string, place = places.get(step) ?? at) => {
    const spec = stepOf(flow, step);
    const ports = spec ? portsOf(spec, catalogue.find(spec.node)).length : 1;
    return { ...place, ...stepSize(ports) };
  };
  const source = boxOf(edge.from);
  const target = boxOf(edge.to);
  // Between two steps of one row it joins the row, if it was meant to.
  const inRow = source.y === target.y && Math.abs(at.y - source.y) < 2 * grid;
  let card = boxOf(key, snap({ x: at.x, y: inRow ? source.y : at.y }));
  if (overlaps(card, source, grid)) card = { ...card, x: source.x + source.width + gapAcross };
  const { x, y, width } = card;
  const missing = x + width + gapAcross - target.x;
  const behind = overlaps(card, target, grid) ? [edge.to, ...downstream(flow, [edge.to])] : [];
  const pushed = behind.flatMap((step): [string, Point][] => {
    const place = places.get(step);
    if (!place || flow.layout.steps[step]?.fixed === true) return [];
    return [[step, { x: place.x + missing, y: place.y }]];
  });
  return new Map([[key, { x, y }], ...pushed]);
}
