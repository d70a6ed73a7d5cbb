import { expect, test } from "vitest";
import { flowOf } from "#language/flow/testing/flows.ts";
import { hiddenSecret, sampleScope, stepsToSample } from "./sample-scope.ts";

const flow = flowOf(`
reflux: 1
name: orders
steps:
  start: { node: manual }
  left: { node: log }
  right: { node: log }
  both: { node: log }
edges: [start -> left, start -> right, left -> both, right -> both]
`);
const run = { id: "7", version: 2, startedAt: "2026-01-01T00:00:00Z", input: { n: 1 } };

test("only what is before the step, or named, is fetched, and only steps of this flow", () => {
  expect(stepsToSample(flow, "left", "{{ input }}")).toEqual(["start"]);
  expect(stepsToSample(flow, "both", "{{ steps.start.output & steps.gone.output }} steps.x")).toEqual([
    "left",
    "right",
    "start",
  ]);
});

test("the input is the run's, the one predecessor's output, or outputs by key", () => {
  const outputs = new Map<string, unknown>([
    ["start", { n: 1 }],
    ["left", 5],
  ]);

  expect(sampleScope(flow, "start", run, outputs, [])["input"]).toEqual({ n: 1 });
  expect(sampleScope(flow, "left", run, outputs, [])["input"]).toEqual({ n: 1 });
  expect(sampleScope(flow, "both", run, outputs, [])["input"]).toEqual({ left: 5 });
});

test("what the run gave the step itself goes before what can be put together from the steps above", () => {
  const given = sampleScope(flow, "left", { ...run, given: { edited: true } }, new Map([["start", 1]]), []);
  expect(given["input"]).toEqual({ edited: true });
});

test("a secret has a name and no value", () => {
  expect(sampleScope(flow, "left", run, new Map(), ["key"])["secrets"]).toEqual({ key: hiddenSecret });
});
