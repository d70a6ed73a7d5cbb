import { expect, test } from "vitest";
import { cpuMs } from "../testing/cpu.ts";
import { isTimeout, milliseconds, parseDuration } from "./duration.ts";

test.each([
  ["30s", 30_000],
  ["500ms", 500],
  ["1.5 hours", 5_400_000],
  ["5 minutes", 300_000],
  ["2 d", 172_800_000],
  ["1h 30m", 5_400_000],
  ["1h30m", 5_400_000],
  ["1 hour 5 mins", 3_900_000],
  ["PT5M", 300_000],
  ["P1DT2H", 93_600_000],
  ["1:30", 5_400_000],
  ["0:00:02", 2_000],
  [5, 5_000],
])("%j is %i ms", (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

test.each(["", "soon", "30", "P", "PT", "-5s", "1y", true, null])("%j is no duration", (text) => {
  expect(milliseconds(text)).toBeUndefined();
});

test("a timeout is above zero and short enough for a timer", () => {
  expect(["1ms", "24 days", 60].every(isTimeout)).toBe(true);
  expect(["0s", "25 days", 0, -1, "never"].some(isTimeout)).toBe(false);
});

test("durations can be written as people write them", () => {
  expect(parseDuration("90s")).toBe(90_000);
  expect(parseDuration("1h 30m")).toBe(5_400_000);
  expect(parseDuration("250ms")).toBe(250);
  expect(parseDuration("1.5d")).toBe(129_600_000);
  expect(parseDuration("soon")).toBeUndefined();
  expect(parseDuration("10")).toBeUndefined();
});

test("a long text that is none is refused at once", () => {
  const spent = cpuMs(() => {
    for (const piece of ["1 ", "1s ", "11", "1.1", "1m1"])
      expect(milliseconds(`${piece.repeat(50_000)}!`)).toBeUndefined();
  });

  expect(spent).toBeLessThan(2_000);
});
