import { expect, test } from "vitest";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { placeMissing, sizesOf } from "./request.ts";
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
  const keys = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
  const flow = {
    name: "large",
    steps: Object.fromEntries(keys.map((key, index) => [key, { node: index % 7 ? "log" : "flow.branch" }])),
    edges: keys.slice(1).map((to, index) => ({ from: `s${index >> 2}`, port: "out", to })),
    layout: { steps: {}, groups: {}, notes: {} },
    rest: {},
  };
  const places = placeMissing(flow, new Map(), catalogue);
  const taken = new Set([...places.values()].map(({ x, y }) => `${x} ${y}`));
  expect([places.size, taken.size]).toEqual([10_000, 10_000]);
  const rows = new Set([...places.values()].map(({ y }) => y)).values().take(2).toArray();
  const [first = 0, second = 0] = rows.toSorted((one, other) => one - other);
  expect(second - first).toBeGreaterThan(
    Math.max(...[...sizesOf(flow, catalogue).values()].map(({ height }) => height)),
  );
});
