import { expect, test } from "vitest";
import { timesOf } from "./times.ts";

const iso = (times: readonly (Date | null)[]) => times.map((time) => time?.toISOString() ?? null);

test.each([
  ["five fields", "*/15 * * * *", "UTC", "2026-01-01T00:07:00Z", "2026-01-01T00:15:00.000Z"],
  ["six fields, with seconds", "*/10 * * * * *", "UTC", "2026-01-01T00:00:05Z", "2026-01-01T00:00:10.000Z"],
  ["another time zone", "0 7 * * 1-5", "Europe/Berlin", "2026-07-03T12:00:00Z", "2026-07-06T05:00:00.000Z"],
  ["after the moment, not at it", "0 * * * *", "UTC", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00.000Z"],
  ["a day that never comes", "0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z", null],
])("the next time: %s", (_, cron, timezone, after, expected) => {
  expect(iso([timesOf(cron, timezone).next(new Date(after))])).toEqual([expected]);
});

test("a time that the clock skips in spring comes an hour later, one that it repeats in autumn comes once", () => {
  const times = timesOf("30 2 * * *", "Europe/Berlin");

  expect(iso([times.next(new Date("2026-03-28T12:00:00Z"))])).toEqual(["2026-03-29T01:00:00.000Z"]);
  expect(iso([times.next(new Date("2026-10-24T12:00:00Z"))])).toEqual(["2026-10-25T00:30:00.000Z"]);
  expect(iso([times.next(new Date("2026-10-25T00:30:00Z"))])).toEqual(["2026-10-26T01:30:00.000Z"]);
});

test("times between two moments, both of them included", () => {
  const times = timesOf("*/5 * * * *", "UTC");
  const [since, until] = [new Date("2026-01-01T00:05:00Z"), new Date("2026-01-01T00:15:00Z")];

  expect(iso(times.between(since, until, 10))).toEqual([
    "2026-01-01T00:05:00.000Z",
    "2026-01-01T00:10:00.000Z",
    "2026-01-01T00:15:00.000Z",
  ]);
});

test("of many times only the newest, and quickly", () => {
  const times = timesOf("* * * * * *", "UTC");
  const begun = performance.now();

  const newest = times.between(new Date("2016-01-01T00:00:00Z"), new Date("2026-01-01T00:00:00.500Z"), 2);

  expect(iso(newest)).toEqual(["2025-12-31T23:59:59.000Z", "2026-01-01T00:00:00.000Z"]);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each([
  ["61 * * * *", "UTC"],
  ["* * * *", "UTC"],
  ["nonsense", "UTC"],
  ["* * * * *", "Mars/Olympus"],
])("%s in %s is refused", (cron, timezone) => {
  expect(() => timesOf(cron, timezone).next(new Date())).toThrow();
});
