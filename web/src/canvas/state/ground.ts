import type { Flow } from "#language/flow/document.ts";
import type { Patch } from "#language/flow/patch.ts";
import { type Places, snap } from "../arrange/geometry.ts";

/**
 * As soon as a person places one step, all others are written down where they stand. Otherwise the next arranging of
 * steps without a place would move them about the one that was placed with care. Nobody did this, so it is not in
 * the history: undoing the move leads back to what was seen before it.
 */
export function ground(flow: Flow, patch: Patch, places: Places): Flow {
  const placing = patch.some((operation) => operation.op === "set_place" && operation.value !== undefined);
  const loose = Object.keys(flow.steps).filter(
    (key) => !Object.hasOwn(flow.layout.steps, key) && places.has(key),
  );
  if (!placing || loose.length === 0) return flow;
  const written = loose.map((key) => [key, snap(places.get(key) ?? { x: 0, y: 0 })] as const);
  return {
    ...flow,
    layout: { ...flow.layout, steps: { ...flow.layout.steps, ...Object.fromEntries(written) } },
  };
}
