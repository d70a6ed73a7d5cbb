import { expect, test } from "vitest";
import { fans, firstFailure, keyOf, mergeSteps, nextFailure, redrivePlan } from "./steps.ts";
import { stepRow } from "./testing.ts";
import { criticalKeys } from "./timeline-rows.ts";

const chain = [
  stepRow("start", 0),
  stepRow("price", 1),
  stepRow("charge", 2, { state: "failed", finishedAt: "2026-01-01T00:00:02Z" }),
  stepRow("ship", 3, { state: "skipped" }),
  stepRow("mail", 4, { state: "failed", finishedAt: "2026-01-01T00:00:01Z", sources: [0] }),
];

test("the failure that came first is the first, wherever it stands in the graph", () => {
  expect(firstFailure(chain)?.step).toBe("mail");
  expect(nextFailure(chain, "mail")?.step).toBe("charge");
  expect(nextFailure(chain, "charge")?.step).toBe("mail");
  expect(nextFailure([stepRow("start", 0)], undefined)).toBeUndefined();
});

test("re-driving a step runs it and what is below it, and keeps the rest", () => {
  const plan = redrivePlan(chain, [chain[2] ?? stepRow("none", 9)]);
  expect(plan.again.map((step) => step.step)).toEqual(["charge", "ship"]);
  expect(plan.reused.map((step) => step.step)).toEqual(["start", "price"]);
});

test("without what is below it, only the step runs; what was never reached does not run again", () => {
  const steps = [stepRow("start", 0), stepRow("next", 1, { reached: false, state: "waiting" })];
  expect(redrivePlan(steps, steps.slice(0, 1), false).again.map((step) => step.step)).toEqual(["start"]);
  expect(redrivePlan(steps, steps.slice(0, 1)).again.map((step) => step.step)).toEqual(["start"]);
});

test("a loop in the graph is walked once", () => {
  const loop = [stepRow("a", 0, { sources: [1] }), stepRow("b", 1, { sources: [0] })];
  expect(redrivePlan(loop, loop.slice(0, 1)).again).toHaveLength(2);
});

test("new rows replace old ones and stand where the graph has them", () => {
  const merged = mergeSteps(chain, [stepRow("charge", 2), stepRow("charge", 2, { scope: "7" })]);
  expect(merged.map(keyOf)).toEqual(["start", "price", "charge", "charge 7", "ship", "mail"]);
  expect(merged[2]?.state).toBe("succeeded");
  expect(mergeSteps(chain, [])).toBe(chain);
});

test("many steps alike are one grid, a few are not", () => {
  const items = Array.from({ length: 20 }, (_, index) =>
    stepRow(`item_${index}`, index + 1, { sources: [0] }),
  );
  const [fan, ...rest] = fans([stepRow("start", 0), ...items]);
  expect(rest).toEqual([]);
  expect(fan?.title).toBe("item × 20");
  expect(fan?.steps).toHaveLength(20);
  expect(fans(chain)).toEqual([]);
});

const loop = [
  stepRow("before", 0),
  stepRow("each", 1, { sources: [0], finishedAt: "2026-01-01T00:00:09Z" }),
  stepRow("a", 2, { sources: [], scope: "each[0]" }),
  stepRow("b", 3, { sources: [2], scope: "each[0]" }),
  stepRow("a", 2, { sources: [], scope: "each[1]" }),
  stepRow("b", 3, { sources: [2], scope: "each[1]", finishedAt: "2026-01-01T00:00:08Z" }),
  stepRow("after", 4, { sources: [1], finishedAt: "2026-01-01T00:00:10Z" }),
];

test("in a scope only what is below in it runs again, and the steps around it with what follows them", () => {
  expect(redrivePlan(loop, loop.slice(4, 5)).again.map(keyOf)).toEqual([
    "each",
    "a each[1]",
    "b each[1]",
    "after",
  ]);
  expect(redrivePlan(loop, loop.slice(4, 5), false).again.map(keyOf)).toEqual(["each", "a each[1]"]);
});

test("a step that runs anew takes all its scopes with it", () => {
  expect(redrivePlan(loop, loop.slice(0, 1)).again).toHaveLength(7);
});

test("the critical path goes through the scope that ended last", () => {
  expect([...criticalKeys(loop)]).toEqual(["before", "a each[1]", "b each[1]", "each", "after"]);
});
