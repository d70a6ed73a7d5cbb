import { expect, test } from "vitest";
import { printEdge } from "#language/flow/edges.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { dropOnEdge, isLoose } from "./drop.ts";

const flow = flowOf(`
reflux: 1
name: orders
steps:
  start: { node: manual }
  shape: { node: transform, config: { value: 1 } }
  send: { node: log, config: { message: a } }
  last: { node: log, config: { message: b } }
  loose: { node: log, config: { message: c } }
  other: { node: webhook.in }
edges: [start -> shape, shape.error -> send, send -> last]
layout:
  steps:
    start: { x: 0, y: 0 }
    shape: { x: 320, y: 0 }
    send: { x: 640, y: 0 }
    last: { x: 960, y: 0, fixed: true }
    loose: { x: 0, y: 320 }
`);
const places = new Map(Object.entries(flow.layout.steps));
const edge = { from: "start", port: "out", to: "shape" };

function dropped(at: { readonly x: number; readonly y: number }, on = edge) {
  const done = applyPatch(flow, dropOnEdge(flow, "loose", at, on, places, catalogue).patch);
  if (!done.ok) throw new Error(done.message);
  return done.flow;
}

test("a card dropped between two neighbours stands between them, and what comes behind makes room", () => {
  const { edges, layout } = dropped({ x: 165, y: 24 });

  expect(edges.map(printEdge)).toEqual([
    "shape.error -> send",
    "send -> last",
    "start -> loose",
    "loose -> shape",
  ]);
  expect(layout.steps).toMatchObject({
    start: { x: 0, y: 0 },
    loose: { x: 320, y: 0 },
    shape: { x: 640, y: 0 },
    send: { x: 960, y: 0 },
    last: { x: 960, y: 0, fixed: true },
  });
});

test("where there is room it stays where it was dropped, and nothing else moves", () => {
  expect(dropped({ x: 160, y: 160 }).layout.steps).toEqual({
    ...flow.layout.steps,
    loose: { x: 160, y: 160 },
  });
});

test("an error edge goes on being one: it leads to the card, and the card leads on", () => {
  const { edges, steps } = dropped({ x: 480, y: 160 }, { from: "shape", port: "error", to: "send" });

  expect(edges.map(printEdge)).toEqual(expect.arrayContaining(["shape.error -> loose", "loose -> send"]));
  expect(steps["shape"]).toMatchObject({ on_error: "edge" });
});

test("loose is what no edge touches and what an edge may lead to", () => {
  expect(
    ["start", "shape", "loose", "other", "nowhere"].filter((key) => isLoose(flow, key, catalogue)),
  ).toEqual(["loose"]);
});
