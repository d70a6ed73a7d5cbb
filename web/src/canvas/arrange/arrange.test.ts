import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryFlow } from "#language/flow/testing/arbitrary.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { arrange } from "./arrange.ts";
import { createArranger } from "./arranger.ts";
import { grid, overlaps, stepSize } from "./geometry.ts";
import { arrangeRequest, knownPlaces, placeMissing, sizesOf } from "./request.ts";

test("every step gets a place on the grid, and no two lie on each other", () => {
  fc.assert(
    fc.property(arbitraryFlow({ acyclic: false }), (flow) => {
      const request = arrangeRequest({ ...flow, layout: { ...flow.layout, steps: {} } }, catalogue);
      const places = new Map(arrange(request));
      const boxes = request.boxes.map((box) => ({ ...box, ...(places.get(box.id) ?? { x: NaN, y: NaN }) }));
      expect(places.size).toBe(Object.keys(flow.steps).length);
      for (const [index, box] of boxes.entries()) {
        expect([Math.abs(box.x % grid), Math.abs(box.y % grid)]).toEqual([0, 0]);
        for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

test("arranging is deterministic: asked twice, it says the same", () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const request = arrangeRequest(flow, catalogue);
      expect(arrange(request)).toEqual(arrange(structuredClone(request)));
    }),
    { numRuns: 30 },
  );
});

test("an edge leads to the right", () => {
  const places = new Map(arrange(arrangeRequest(flowOf(orderIntake), catalogue)));

  expect([...places]).toEqual([
    ["receive", { x: 0, y: 0 }],
    ["shape", { x: 320, y: 0 }],
    ["deliver", { x: 640, y: 0 }],
  ]);
});

test("a fixed step stays, and the others arrange themselves around it", () => {
  const flow = flowOf(`${orderIntake}layout:\n  steps: { shape: { x: 1000, y: 496, fixed: true } }\n`);
  const places = new Map(arrange(arrangeRequest(flow, catalogue)));

  expect(places.get("shape")).toEqual({ x: 1000, y: 496 });
  expect(places.get("deliver")?.y).toBe(496);
});

test("steps of a group stand together", () => {
  const flow = flowOf(`reflux: 1
steps: { a: {node: log}, b: {node: log}, c: {node: log}, d: {node: log}, e: {node: log} }
edges: [a -> b, a -> c, b -> d, c -> d, a -> e]
layout: { groups: { g: { title: G, steps: [b, d] } } }
`);
  const places = new Map(arrange(arrangeRequest(flow, catalogue)));
  const frame = { x: places.get("b")?.x ?? 0, y: places.get("b")?.y ?? 0, width: 560, height: 64 };

  expect(places.get("d")?.y).toBe(places.get("b")?.y);
  for (const key of ["a", "c", "e"]) {
    const place = places.get(key) ?? { x: 0, y: 0 };
    expect(overlaps(frame, { ...place, ...stepSize(1) })).toBe(false);
  }
});

test("a new step is placed behind what leads to it, and nothing else moves", () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const known = knownPlaces(flow);
      const sizes = sizesOf(flow, catalogue);
      const places = placeMissing(flow, known, catalogue);
      expect([...places.keys()].toSorted()).toEqual(Object.keys(flow.steps).toSorted());
      for (const [key, place] of known) expect(places.get(key)).toEqual(place);
      const added = [...places].filter(([key]) => !known.has(key));
      for (const [key, place] of added) {
        const box = { ...place, ...(sizes.get(key) ?? stepSize(1)) };
        for (const [other, at] of places) {
          if (other !== key)
            expect(overlaps(box, { ...at, ...(sizes.get(other) ?? stepSize(1)) })).toBe(false);
        }
      }
    }),
  );
});

test("without workers the work is done in place, and an aborted request is refused", async () => {
  const arranger = createArranger(undefined);
  const request = arrangeRequest(flowOf(orderIntake), catalogue);

  expect(await arranger.arrange(request)).toEqual(arrange(request));
  await expect(arranger.arrange(request, AbortSignal.abort())).rejects.toThrow();
});
