import type { Box, Point, Size } from "./geometry.ts";

export interface Viewport extends Point {
  readonly zoom: number;
}

/** Names are words from here on. A canvas never opens smaller: what it cannot show whole, it opens where the focus is. */
export const readable = 0.75;

/**
 * How a part of a flow is shown: with air around it, above the toolbar, never larger than life and never smaller than the
 * floor. What then does not fit is shown around the focus, with nothing beyond its ends.
 */
export function viewportFor(part: Box, focus: Box, room: Size, floor: number): Viewport {
  const inner = {
    x: room.width * 0.05,
    y: room.height * 0.06,
    width: room.width * 0.9,
    height: room.height * 0.94 - 84,
  };
  const fits = Math.min(inner.width / part.width, inner.height / part.height);
  const zoom = Math.min(1, Math.max(floor, fits));
  const along = (start: number, length: number, middle: number, from: number, space: number) => {
    const spare = space - length * zoom;
    if (spare >= 0) return from + spare / 2 - start * zoom;
    return from + Math.min(-start * zoom, Math.max(spare - start * zoom, space / 2 - middle * zoom));
  };
  return {
    x: along(part.x, part.width, focus.x + focus.width / 2, inner.x, inner.width),
    y: along(part.y, part.height, focus.y + focus.height / 2, inner.y, inner.height),
    zoom,
  };
}
