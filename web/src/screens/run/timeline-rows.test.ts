import { expect, test } from "vitest";
import { stepRow } from "./testing.ts";
import {
  type Attempt,
  activeKeys,
  criticalKeys,
  printSpan,
  readSpan,
  timelineRows,
} from "./timeline-rows.ts";

const time = (ms: number) => new Date(ms).toISOString();
const attempt = (number: number, from: number, to: number, what: string): Attempt => ({
  step: "charge",
  scope: "",
  attempt: number,
  what,
  readyAt: time(from - 50),
  startedAt: time(from),
  finishedAt: time(to),
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

test.each([
  [
    "sleeping",
    { wait: "signal" },
    ["queue 950..1000", "run 1000..1500", "sleep 1500.."],
    "waits for a person",
  ],
  [
    "sleeping",
    { wait: "retry", wakeAt: time(9_000) },
    ["queue 950..1000", "run 1000..1500", "sleep 1500.."],
    "retries",
  ],
  [
    "succeeded",
    { finishedAt: time(8_000) },
    ["queue 950..1000", "run 1000..1500", "sleep 1500..8000"],
    undefined,
  ],
  [
    "ready",
    { readyAt: time(2_000) },
    ["queue 950..1000", "run 1000..1500", "sleep 1500..2000", "queue 2000.."],
    "waits for a worker",
  ],
  [
    "running",
    { attempt: 2, startedAt: time(5_000) },
    ["queue 950..1000", "run 1000..1500", "sleep 1500..5000", "run 5000.."],
    undefined,
  ],
] as const)(
  "a step that went to sleep at its first try and is %s %j shows the try and the wait",
  (state, more, drawn, words) => {
    const step = stepRow("charge", 2, {
      state,
      readyAt: time(950),
      startedAt: time(1_000),
      finishedAt: null,
      ...more,
    });

    const [row] = timelineRows([step], new Map([["charge", [attempt(1, 1_000, 1_500, "suspended")]]]));

    expect(row?.segments.map(({ kind, start, end }) => `${kind} ${start}..${end ?? ""}`)).toEqual(drawn);
    expect(row?.wait?.words).toBe(words);
  },
);

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

test("a step is active while it is queued, runs or sleeps; what still runs does until now", () => {
  const steps = [
    stepRow("first", 0),
    stepRow("second", 1),
    stepRow("third", 2, { state: "running", finishedAt: null }),
  ];
  const rows = timelineRows(steps, new Map());
  const active = (start: number, end: number) => [...activeKeys(rows, { start, end }, 9_000)];

  expect(active(0, 500)).toEqual(["first"]);
  expect(active(800, 1_050)).toEqual(["first", "second"]);
  expect(active(950, 960)).toEqual([]);
  expect(active(8_000, 9_000)).toEqual(["third"]);
});

test("a part of the time stands in the address, and nonsense there is the whole", () => {
  const createdAt = "2026-01-01T00:00:00.000Z";
  const origin = Date.parse(createdAt);
  const span = { start: origin + 120.4, end: origin + 4_500 };

  expect(printSpan(span, createdAt)).toBe("120..4500");
  expect(readSpan("120..4500", createdAt)).toEqual({ start: origin + 120, end: origin + 4_500 });
  expect(printSpan(undefined, createdAt)).toBeUndefined();
  for (const text of [undefined, "", "5..5", "9..1", "a..b"])
    expect(readSpan(text, createdAt)).toBeUndefined();
});
