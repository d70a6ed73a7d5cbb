import { expect, test } from "vitest";
import { largeFlow } from "../testing/large.ts";
import { catalogue } from "../testing/nodes.ts";
import { overlaps, stepSize } from "./geometry.ts";
import { placeMissing } from "./request.ts";
import { readable, viewportFor } from "./viewport.ts";

const room = { width: 1000, height: 800 };
const card = (x: number, y = 0) => ({ x, y, width: 240, height: 64 });
const row = { ...card(0), width: 20_000 };

test.each([
  ["what fits is in the middle, at its own size", card(0), card(0), { zoom: 1, x: 380 }],
  ["what does not is shown from its beginning", row, card(0), { zoom: readable, x: 50 }],
  ["or around what is in focus", row, card(10_000), { zoom: readable, x: 500 - 10_120 * readable }],
  ["with nothing beyond its end", row, card(19_760), { zoom: readable, x: 950 - 20_000 * readable }],
])("%s", (_, part, focus, wanted) => {
  const { x, zoom } = viewportFor(part, focus, room, readable);
  expect({ x, zoom }).toEqual(wanted);
});

test("asked for all of it, the floor is where it is put", () => {
  expect(viewportFor(row, card(0), room, 0.02).zoom).toBeCloseTo(0.045);
});

test("ten thousand steps have places at once, and none lies on another", () => {
  const flow = largeFlow(10_000);
  const places = placeMissing(flow, new Map(), catalogue);
  const columns = Map.groupBy(places.values(), ({ x }) => x);
  expect(places.size).toBe(Object.keys(flow.steps).length);
  for (const column of columns.values()) {
    const sorted = column.toSorted((one, other) => one.y - other.y);
    for (const [index, at] of sorted.slice(1).entries())
      expect(overlaps({ ...at, ...stepSize(1) }, { ...(sorted[index] ?? at), ...stepSize(1) })).toBe(false);
  }
});
