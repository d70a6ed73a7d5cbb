import { expect, test } from "vitest";
import { flowOf } from "#language/flow/testing/flows.ts";
import { around, drawnAtOnce, isDrawnInParts } from "./around.ts";

const keys = Array.from({ length: 3_000 }, (_, index) => `s${index}`);
const flow = flowOf(`reflux: 1
steps: { ${keys.map((key) => `${key}: { node: log }`).join(", ")} }
edges: [${keys
  .slice(1)
  .map((key, index) => `${keys[index] ?? ""} -> ${key}`)
  .join(", ")}]
`);
const places = new Map(keys.map((key, index) => [key, { x: index * 320, y: 0 }]));

test("of a large flow only what is near is drawn, with the edges between", () => {
  const drawn = around(flow, places, { x: 1_500 * 320, y: 0 });
  expect(isDrawnInParts(flow)).toBe(true);
  expect(Object.keys(drawn.steps)).toHaveLength(drawnAtOnce);
  expect(drawn.edges).toHaveLength(drawnAtOnce - 1);
  expect(drawn.steps).toHaveProperty("s1500");
  expect(isDrawnInParts(drawn)).toBe(false);
});
