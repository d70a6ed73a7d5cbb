import type { Place } from "#language/flow/document.ts";

/** Sizes are fixed, so a flow can be laid out, culled and tested without a browser measuring anything. */
export const grid = 16;
export const stepWidth = 240;
export const stepHeight = 64;
export const portRow = 24;
export const gapAcross = 80;
export const gapDown = 32;
/** Room around the members of a group, for its frame and its title. */
export const groupPadding = { side: 24, top: 48, bottom: 24 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

export type Places = ReadonlyMap<string, Point>;

/** A step with one way out is a plain card; with more, each way has a row with its name. */
export function stepSize(ports: number): Size {
  return { width: stepWidth, height: stepHeight + (ports > 1 ? ports * portRow + 8 : 0) };
}

/** Where a port stands on the right edge, from the card's top. */
export function portOffset(index: number, ports: number): number {
  return ports > 1 ? stepHeight + index * portRow + portRow / 2 : stepHeight / 2;
}

export function snap(point: Point): Point {
  return { x: Math.round(point.x / grid) * grid, y: Math.round(point.y / grid) * grid };
}

/** The place as the document keeps it; whether tidy may move it is kept from before. */
export function toPlace(point: Point, before: Place | undefined): Place {
  return { ...snap(point), ...(before?.fixed === true ? { fixed: true } : {}) };
}

export function overlaps(a: Box, b: Box, margin = 0): boolean {
  return (
    a.x < b.x + b.width + margin &&
    b.x < a.x + a.width + margin &&
    a.y < b.y + b.height + margin &&
    b.y < a.y + a.height + margin
  );
}

export function bounds(boxes: Iterable<Box>): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left === Infinity ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

/** The first free place at or below the wanted one, in steps of the grid. Bounded: a crowd ends in an overlap. */
export function freePlace(wanted: Box, taken: readonly Box[]): Point {
  let box: Box = { ...wanted, ...snap(wanted) };
  for (let tries = 0; tries < 500; tries += 1) {
    const hit = taken.find((other) => overlaps(box, other, grid / 2));
    if (!hit) break;
    box = { ...box, y: Math.ceil((hit.y + hit.height + gapDown / 2) / grid) * grid };
  }
  return { x: box.x, y: box.y };
}
