import { expect, test } from "vitest";
import { runRow } from "../testing.ts";
import { planQuery } from "./plan-query.ts";

const now = Date.parse("2026-11-22T20:00:00Z");
const failed = runRow("7", {
  state: "failed",
  createdAt: "2026-11-22T19:00:00Z",
  startedAt: "2026-11-22T19:00:00Z",
  finishedAt: "2026-11-22T19:00:30Z",
  flow: { slug: "order-intake", title: null },
  version: { number: 3 },
  at: {
    nodes: [
      {
        step: "charge",
        state: "failed",
        wait: null,
        wakeAt: null,
        attempt: 3,
        error: { code: "RFX01", message: "card declined" },
      },
    ],
  },
});

test("what the server can answer is asked of the server", () => {
  const plan = planQuery(
    { q: "state:failed,running flow:order-intake started:<2h step:charge error:RFX01" },
    now,
  );
  expect(plan.condition).toEqual({
    flow: "order-intake",
    atStep: "charge",
    errorCode: "RFX01",
    createdAfter: "2026-11-22T18:00:00.000Z",
    states: ["running", "failed"],
  });
  expect(plan.local).toEqual([]);
});

test("the facet narrows what the box asks for", () => {
  expect(planQuery({ q: "-state:succeeded", state: "failed,succeeded" }, now).states).toEqual(["failed"]);
});

test("a fixed range ends, a moving one does not", () => {
  expect(planQuery({ time: "1h" }, now).condition).toEqual({ createdAfter: "2026-11-22T19:00:00.000Z" });
  expect(planQuery({ time: "2026-11-22T10:00Z..2026-11-22T11:00Z" }, now).condition).toEqual({
    createdAfter: "2026-11-22T10:00:00.000Z",
    createdBefore: "2026-11-22T11:00:00.000Z",
  });
});

test.each([
  ["error:RFX*", true],
  ["error:RFT0*", false],
  ["step:ch*", true],
  ["-step:charge", false],
  ["flow:order-*", true],
  ["flow:*-intake", true],
  ["flow:*-out", false],
  ["version:>2 attempts:>1", true],
  ["duration:>10s", true],
  ["duration:>1m", false],
  ['"card declined"', true],
  ["-declined", false],
])("%s is looked for in the rows: %s", (q, expected) => {
  const plan = planQuery({ q }, now);
  expect(plan.local).not.toEqual([]);
  expect(plan.matches(failed)).toBe(expected);
});
