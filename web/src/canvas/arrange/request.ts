import { type Catalogue, portsOf } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { topology } from "#language/flow/topology.ts";
import type { ArrangeRequest } from "./arrange.ts";
import {
  type Box,
  freePlace,
  gapAcross,
  type Places,
  type Point,
  type Size,
  stepSize,
  stepWidth,
} from "./geometry.ts";
import { layers, tooMany } from "./layers.ts";

/** What the arranging needs to know of a flow. */
export function arrangeRequest(flow: Flow, catalogue: Catalogue): ArrangeRequest {
  const sizes = sizesOf(flow, catalogue);
  return {
    boxes: topology(flow).order.map((id) => {
      const place = flow.layout.steps[id];
      const fixed = place?.fixed === true ? { fixed: { x: place.x, y: place.y } } : {};
      return { id, ...(sizes.get(id) ?? stepSize(1)), ...fixed };
    }),
    edges: flow.edges.map(({ from, to }) => ({ from, to })),
    groups: Object.entries(flow.layout.groups).map(([id, { steps }]) => ({ id, members: steps })),
  };
}

export function sizesOf(flow: Flow, catalogue: Catalogue): ReadonlyMap<string, Size> {
  const used = Map.groupBy(flow.edges, (edge) => edge.from);
  return new Map(
    Object.entries(flow.steps).map(([key, step]) => {
      const ports = portsOf(
        step,
        catalogue.find(step.node),
        used.get(key)?.map((edge) => edge.port),
      );
      return [key, stepSize(ports.length)];
    }),
  );
}

/** The cards of the steps that have a place. */
export function cardsOf(flow: Flow, places: Places, catalogue: Catalogue): ReadonlyMap<string, Box> {
  const sizes = sizesOf(flow, catalogue);
  return new Map([...places].map(([key, at]) => [key, { ...at, ...(sizes.get(key) ?? stepSize(1)) }]));
}

/** Where steps stand that the layout names. */
export function knownPlaces(flow: Flow): Places {
  const entries = Object.entries(flow.layout.steps).filter(([key]) => Object.hasOwn(flow.steps, key));
  return new Map(entries.map(([key, { x, y }]) => [key, { x, y }]));
}

/**
 * Places for steps that have none, without moving any that has: behind what leads to them, or before what they lead
 * to, where there is room. Cheap enough to do on every change.
 */
export function placeMissing(flow: Flow, known: Places, catalogue: Catalogue): Places {
  const { order, incoming, outgoing } = topology(flow);
  if (order.every((key) => known.has(key))) return known;
  const sizes = sizesOf(flow, catalogue);
  if (known.size === 0 && order.length > tooMany)
    return layers(
      order.map((id) => ({ id, ...(sizes.get(id) ?? stepSize(1)) })),
      flow.edges,
    );
  const places = new Map(known);
  const taken: Box[] = [...known].map(([key, place]) => ({ ...place, ...(sizes.get(key) ?? stepSize(1)) }));
  for (const key of order) {
    if (places.has(key)) continue;
    const size = sizes.get(key) ?? stepSize(1);
    const before = (incoming.get(key) ?? []).flatMap(({ from }) => places.get(from) ?? []);
    const after = (outgoing.get(key) ?? []).flatMap(({ to }) => places.get(to) ?? []);
    const at = freePlace({ ...wantedPlace(before, after, places), ...size }, taken);
    places.set(key, at);
    taken.push({ ...at, ...size });
  }
  return places;
}

function wantedPlace(before: readonly Point[], after: readonly Point[], places: Places): Point {
  const column = stepWidth + gapAcross;
  const middle = (points: readonly Point[]) => points.reduce((sum, { y }) => sum + y, 0) / points.length;
  if (before.length > 0) return { x: Math.max(...before.map(({ x }) => x)) + column, y: middle(before) };
  if (after.length > 0) return { x: Math.min(...after.map(({ x }) => x)) - column, y: middle(after) };
  const all = [...places.values()];
  if (all.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.max(...all.map(({ y }) => y)) + 96 };
}
