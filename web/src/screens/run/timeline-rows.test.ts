import { expect, test } from "vitest";
import { stepRow } from "./testing.ts";
import { type Attempt, criticalKeys, timelineRows } from "./timeline-rows.ts";

const time = (ms: number) => new Date(ms).toISOString();
const attempt = (number: number, from: number, to: number, what: string): Attempt => ({
  at: time(from),
  kind: "attempt",
  step: "charge",
  scope: "",
  attempt: number,
  what,
  readyAt: time(from - 50),
  startedAt: time(from),
  finishedAt: time(to),
  detail: null,
  actor: null,
});

test("a step that was tried three times shows each try and the waits between", () => {
  const step = stepRow("charge", 2, {
    attempt: 3,
    state: "failed",
    readyAt: time(9_950),
    startedAt: time(10_000),
    finishedAt: time(10_500),
  });
  const attempts = [attempt(1, 1_000, 1_500, "failed"), attempt(2, 4_000, 4_500, "failed")];
  const [row] = timelineRows([step], new Map([["charge", attempts]]));
  expect(row?.segments.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    "queue ready",
    "run failed",
    "sleep sleeping",
    "queue ready",
    "run failed",
    "sleep sleeping",
    "queue ready",
    "run failed",
  ]);
});

test("what runs has no end yet, what sleeps neither, what was not reached has no row", () => {
  const rows = timelineRows(
    [
      stepRow("a", 0, { state: "running", finishedAt: null }),
      stepRow("b", 1, { state: "sleeping", finishedAt: null, wait: "signal" }),
      stepRow("c", 2, { state: "waiting", readyAt: null, startedAt: null, finishedAt: null }),
    ],
    new Map(),
  );
  expect(rows.map((row) => [row.key, row.segments.at(-1)?.kind, row.segments.at(-1)?.end])).toEqual([
    ["a", "run", null],
    ["b", "sleep", null],
  ]);
});

test("the critical path goes back along the latest predecessor", () => {
  const steps = [
    stepRow("start", 0),
    stepRow("slow", 1, { sources: [0], finishedAt: time(9_000) }),
    stepRow("quick", 2, { sources: [0], finishedAt: time(3_000) }),
    stepRow("end", 3, { sources: [1, 2], finishedAt: time(9_500) }),
  ];
  expect([...criticalKeys(steps)]).toEqual(["start", "slow", "end"]);
});
