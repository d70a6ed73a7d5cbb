import { expect, test } from "vitest";
import { digestOf } from "./digest.ts";
import type { Graph, Step } from "./graph.ts";
import { differences, type RunFound } from "./interpret.ts";

const step = (key: string, above: readonly string[] = [], more: Partial<Step> = {}): Step => ({
  key,
  join: "all",
  onError: "fail",
  deed: { kind: "tells", ports: ["out"] },
  above: above.map((from) => ({ from, port: "out" })),
  ...more,
});
const graph: Graph = { steps: [step("a"), step("b", ["a"]), step("c", ["a"]), step("d", ["b", "c"])] };

function ran(changes: Readonly<Record<string, { state: string; output?: unknown }>> = {}): RunFound {
  const input = { n: 1 };
  const a = { step: "a", saw: digestOf(input) };
  const b = { step: "b", saw: digestOf(a) };
  const c = { step: "c", saw: digestOf(a) };
  const d = { step: "d", saw: digestOf({ b, c }) };
  const found = Object.entries({ a, b, c, d }).map(
    ([key, output]) => [key, { output, state: "succeeded", ...changes[key] }] as const,
  );
  return { id: "1", state: "succeeded", input, output: d, steps: new Map(found) };
}

test("a run that is as it must be has no difference", () => {
  expect(differences(graph, ran())).toEqual([]);
});

test.each([
  [
    "a join that saw null of one branch",
    { d: { state: "succeeded", output: { step: "d", saw: digestOf({}) } } },
    /^d: gave/,
  ],
  [
    "a step that was skipped without reason",
    { d: { state: "skipped" } },
    /^d: is skipped, and has to succeed/,
  ],
  ["a step that never ran", { b: { state: "waiting" } }, /^b: is waiting, and nothing cancelled it/],
  [
    "a join that went before a branch had spoken",
    { b: { state: "cancelled" } },
    /^d: is succeeded, before its join/,
  ],
])("%s is told", (_, changes, what) => {
  expect(differences(graph, ran(changes)).some((difference) => what.test(difference))).toBe(true);
});

test("a failure that nobody handles blocks the joins below it and fails the run", () => {
  const failing: Graph = {
    steps: [step("a"), step("b", ["a"], { deed: { kind: "fails" } }), step("c", ["b"])],
  };
  const { input, steps } = ran();
  const found = new Map([
    ...steps,
    ["b", { state: "failed", output: null }],
    ["c", { state: "skipped", output: null }],
  ] as const);

  expect(differences(failing, { id: "1", input, output: null, state: "failed", steps: found })).toEqual([]);
  expect(differences(failing, { id: "1", input, output: null, state: "succeeded", steps: found })).toEqual([
    "the run is succeeded, not failed",
  ]);
});
