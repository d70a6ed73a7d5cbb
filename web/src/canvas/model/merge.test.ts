import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryFlow } from "../testing/arbitrary.ts";
import { flowOf, orderIntake } from "../testing/flows.ts";
import { sameGraph } from "./equal.ts";
import { choices, mergeFlows } from "./merge.ts";
import type { Flow, Json } from "./model.ts";
import { setAt } from "./path.ts";

test("what one side left alone is taken from the other, without a conflict", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (base, other) => {
      for (const { flow, conflicts } of [mergeFlows(base, base, other), mergeFlows(base, other, base)]) {
        expect(conflicts).toEqual([]);
        expect(sameGraph(flow, other)).toBe(true);
        expect(flow.layout).toEqual(other.layout);
      }
    }),
  );
});

test("the same change on both sides is no conflict", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (base, other) => {
      const { flow, conflicts } = mergeFlows(base, other, other);
      expect(conflicts).toEqual([]);
      expect(sameGraph(flow, other)).toBe(true);
    }),
  );
});

test("either side can be chosen throughout, and swapping the sides swaps the conflicts", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), arbitraryFlow(), (base, mine, theirs) => {
      const forward = mergeFlows(base, mine, theirs);
      const swapped = mergeFlows(base, theirs, mine, () => "theirs");
      expect(sameGraph(forward.flow, swapped.flow)).toBe(true);
      expect(swapped.conflicts.map(({ path }) => path.join("/")).toSorted()).toEqual(
        forward.conflicts.map(({ path }) => path.join("/")).toSorted(),
      );
      for (const { from, to } of forward.flow.edges) {
        expect(Object.keys(forward.flow.steps)).toEqual(expect.arrayContaining([from, to]));
      }
    }),
  );
});

test("two people editing different fields of one step both keep their work", () => {
  const base = flowOf(orderIntake);
  const mine = edit(base, "deliver", ["config", "url"], "https://a.example");
  const theirs = edit(base, "deliver", ["timeout"], "1m");

  const { flow, conflicts } = mergeFlows(base, mine, theirs);

  expect(conflicts).toEqual([]);
  expect(flow.steps["deliver"]).toMatchObject({ timeout: "1m", config: { url: "https://a.example" } });
});

test("two people editing the same field is one conflict, and a choice settles it", () => {
  const base = flowOf(orderIntake);
  const mine = edit(base, "deliver", ["timeout"], "1m");
  const theirs = edit(base, "deliver", ["timeout"], "2m");

  const { flow, conflicts } = mergeFlows(base, mine, theirs);
  const settled = mergeFlows(base, mine, theirs, choices(new Map([["steps/deliver/timeout", "theirs"]])));

  expect(conflicts).toEqual([
    { path: ["steps", "deliver", "timeout"], base: "30s", mine: "1m", theirs: "2m" },
  ]);
  expect(flow.steps["deliver"]?.["timeout"]).toBe("1m");
  expect(settled.flow.steps["deliver"]?.["timeout"]).toBe("2m");
});

test("a step removed on one side and edited on the other is a conflict; removed, it takes its edges along", () => {
  const base = flowOf(orderIntake);
  const { shape: _, ...steps } = base.steps;
  const mine = { ...base, steps, edges: [] };
  const theirs = edit(base, "shape", ["timeout"], "1m");

  const removed = mergeFlows(base, mine, theirs);
  const kept = mergeFlows(base, mine, theirs, () => "theirs");

  expect(removed.conflicts.map(({ path }) => path)).toEqual([["steps", "shape"]]);
  expect(removed.flow.edges).toEqual([]);
  expect(kept.flow.steps["shape"]).toBeDefined();
});

function edit(flow: Flow, key: string, path: string[], value: Json): Flow {
  const step = flow.steps[key] ?? { node: "log" };
  return { ...flow, steps: { ...flow.steps, [key]: { ...step, ...setAt(step, path, value) } } };
}
