import fc from "fast-check";
import { expect, test } from "vitest";
import { diffFlows, isEmptyDiff } from "./diff.ts";
import { sameGraph } from "./same-graph.ts";
import { arbitraryFlow } from "./testing/arbitrary.ts";
import { flowOf, orderIntake } from "./testing/flows.ts";

test("two flows have no difference exactly when they mean the same", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (a, b) => {
      expect(isEmptyDiff(diffFlows(a, b))).toBe(sameGraph(a, b));
      expect(isEmptyDiff(diffFlows(a, { ...a, layout: b.layout }))).toBe(true);
    }),
  );
});

test("a difference names the field that changed, not the step as a whole", () => {
  const before = flowOf(orderIntake);
  const after = flowOf(orderIntake.replace("max: 5", "max: 2").replace("timeout: 30s", "disabled: true"));

  expect(diffFlows(before, after).changed).toEqual([
    {
      key: "deliver",
      fields: [
        { path: ["retry", "max"], before: 5, after: 2 },
        { path: ["timeout"], before: "30s" },
        { path: ["disabled"], after: true },
      ],
    },
  ]);
});
