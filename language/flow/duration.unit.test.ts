import { expect, test } from "vitest";
import { isTimeout, milliseconds } from "./duration.ts";

test.each([
  ["30s", 30_000],
  ["500ms", 500],
  ["1.5 hours", 5_400_000],
  ["5 minutes", 300_000],
  ["2 d", 172_800_000],
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
