import { expect, test } from "vitest";
import { createCatalogue } from "../catalogue.ts";
import type { Flow } from "../document.ts";
import { largeFlow } from "../testing/large.ts";
import { topology } from "../topology.ts";
import { checkExpressions } from "./expressions.ts";

const size = 2_000;
const nearest = (n: number, back: number) => `s${Math.max(0, n - back)}`;

/** What each step of a chain reads, and how many of them may not. */
const readings: readonly (readonly [what: string, reads: (n: number) => string, refused: number])[] = [
  ["the step before", (n) => nearest(n, 1), 1],
  ["the one before that", (n) => nearest(n, 2), 1],
  ["the first", () => "s0", 1],
  ["the one in the middle", () => `s${size / 2}`, size / 2 + 1],
  ["none that there is", () => "gone", size],
  ["the last", () => `s${size - 1}`, size],
];

test.each(readings)("to check a long chain that reads %s is no walk from each step", (_, reads, refused) => {
  const keys = Array.from({ length: size }, (_, n) => `s${n}`);
  const value = (n: number) => ({ node: "transform", config: { value: `{{ steps.${reads(n)}.output }}` } });
  const { flow, visits } = counted(
    keys,
    value,
    keys.slice(1).map((to, n) => [`s${n}`, to]),
  );

  expect(checkExpressions(flow, createCatalogue([]))).toHaveLength(refused);
  expect(visits()).toBeLessThan(40 * size);
});

test("to check a step with many before it, each of which it reads, is no look at all for each", () => {
  const keys = Array.from({ length: size }, (_, n) => `s${n}`);
  const texts = keys.map((key) => `{{ steps.${key}.output & input.${key} & input.x & steps.x }}`);
  const { flow, visits } = counted(
    [...keys, "end"],
    () => ({ node: "transform" }),
    keys.map((key) => [key, "end"]),
  );
  const end = { node: "transform", config: { value: texts } };

  const problems = checkExpressions({ ...flow, steps: { ...flow.steps, end } }, createCatalogue([]));
  expect(problems).toHaveLength(2 * size);
  expect(Math.max(...problems.map(({ hint = "" }) => hint.length))).toBeLessThan(300);
  expect(visits()).toBeLessThan(40 * size);
});

test("the large flow of measurements reads other steps, near and far, and rightly", () => {
  const flow = largeFlow(1_000);
  expect(JSON.stringify(flow.steps).match(/steps\./g)?.length).toBeGreaterThan(300);
  expect(checkExpressions(flow, createCatalogue([]))).toEqual([]);
});

/** A flow that counts how often a walk looks at the start of an edge. */
function counted(
  keys: readonly string[],
  step: (n: number) => Flow["steps"][string],
  pairs: readonly (readonly [from: string, to: string])[],
) {
  let visits = 0;
  const edges = pairs.map(([from, to]) => ({
    get from() {
      visits += 1;
      return from;
    },
    port: "out",
    to,
  }));
  const flow: Flow = {
    name: "counted",
    steps: Object.fromEntries(keys.map((key, n) => [key, step(n)])),
    edges,
    layout: { steps: {}, groups: {}, notes: {} },
    rest: {},
  };
  topology(flow);
  return { flow, visits: () => visits };
}

test("a step that did not change is not read again", () => {
  let reads = 0;
  const config = {
    get value() {
      reads += 1;
      return "{{ steps.s0.output }}";
    },
  };
  const { flow } = counted(["s0", "s1"], (n) => (n === 0 ? { node: "log" } : { node: "log", config }), [
    ["s0", "s1"],
  ]);
  const check = (of: Flow) => {
    reads = 0;
    expect(checkExpressions(of, createCatalogue([]))).toEqual([]);
    return reads;
  };
  const first = check(flow);
  expect(check({ ...flow, steps: { ...flow.steps, s0: { node: "log", title: "Other" } } })).toBeLessThan(
    first,
  );
});
