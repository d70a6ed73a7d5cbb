import type { Flow } from "#language/flow/document.ts";
import { topology } from "#language/flow/topology.ts";
import type { Places, Point } from "../arrange/geometry.ts";

export type Direction = "left" | "right" | "up" | "down";

/**
 * Where an arrow key leads from a step: right and left along edges, to the end nearest in height; up and down to the
 * nearest step that stands over or under it. Undefined at the rim, so that the key says so and nothing moves.
 */
export function neighbour(
  flow: Flow,
  places: Places,
  from: string,
  direction: Direction,
): string | undefined {
  const { outgoing, incoming } = topology(flow);
  const here = places.get(from);
  if (!here) return undefined;
  switch (direction) {
    case "right":
      return closest(
        here,
        (outgoing.get(from) ?? []).map((edge) => edge.to),
        places,
      );
    case "left":
      return closest(
        here,
        (incoming.get(from) ?? []).map((edge) => edge.from),
        places,
      );
    case "up":
      return stacked(here, from, places, -1);
    case "down":
      return stacked(here, from, places, 1);
  }
}

function closest(here: Point, keys: readonly string[], places: Places): string | undefined {
  return best(keys, (key) => {
    const place = places.get(key);
    return place && Math.abs(place.y - here.y) + Math.abs(place.x - here.x) / 8;
  });
}

/** Sideways counts four times, so that a column is walked before the eye jumps to another. */
function stacked(here: Point, from: string, places: Places, sign: 1 | -1): string | undefined {
  return best(places.keys(), (key) => {
    const place = places.get(key);
    if (!place || key === from) return undefined;
    const dy = (place.y - here.y) * sign;
    return dy > 0 ? dy + 4 * Math.abs(place.x - here.x) : undefined;
  });
}

function best(keys: Iterable<string>, cost: (key: string) => number | undefined): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const key of keys) {
    const value = cost(key);
    if (value !== undefined && value < least) {
      least = value;
      found = key;
    }
  }
  return found;
}
