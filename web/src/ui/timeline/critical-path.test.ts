import { expect, test } from "vitest";
import { criticalPath } from "./critical-path.ts";

const step = (key: string, finishedAt: number | null, ...after: string[]) => ({ key, finishedAt, after });

test("the slower branch of a diamond decides", () => {
  const steps = [
    step("a", 10),
    step("fast", 20, "a"),
    step("slow", 90, "a"),
    step("join", 95, "fast", "slow"),
  ];
  expect(criticalPath(steps)).toEqual(["a", "slow", "join"]);
});

test("what still runs is what is waited for", () => {
  expect(criticalPath([step("a", 10), step("b", null, "a"), step("c", 50, "a")])).toEqual(["a", "b"]);
});

test("a loop ends the path instead of never ending", () => {
  expect(criticalPath([step("a", 10, "b"), step("b", 20, "a")])).toEqual(["a", "b"]);
});

test("no steps, no path; unknown predecessors are passed over", () => {
  expect(criticalPath([])).toEqual([]);
  expect(criticalPath([step("a", 1, "gone")])).toEqual(["a"]);
});
