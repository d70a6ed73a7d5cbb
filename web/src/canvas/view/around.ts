import type { Flow } from "#language/flow/document.ts";
import type { Places, Point } from "../arrange/geometry.ts";

/** Of a flow with more steps than this, only so many are drawn: those around the middle of what is seen. */
export const drawnAtOnce = 400;

export const isDrawnInParts = (flow: Flow) => Object.keys(flow.steps).length > drawnAtOnce;

/** A screen is about twice as wide as high. */
const wide = 1.8;

/** The steps nearest to a point, and the edges between them. */
export function around(flow: Flow, places: Places, { x, y }: Point): Flow {
  const near = [...places]
    .map(([key, at]) => [Math.max(Math.abs(at.x - x) / wide, Math.abs(at.y - y)), key] as const)
    .sort(([one], [other]) => one - other)
    .slice(0, drawnAtOnce)
    .map(([, key]) => key);
  const drawn = new Set(near);
  return {
    ...flow,
    steps: Object.fromEntries(near.flatMap((key) => (flow.steps[key] ? [[key, flow.steps[key]]] : []))),
    edges: flow.edges.filter(({ from, to }) => drawn.has(from) && drawn.has(to)),
  };
}
