import { expect, test } from "vitest";
import { duration, parseDuration } from "./duration.ts";
import { checkValue } from "./validate.ts";

const good: readonly [string, number][] = [
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5h", 5_400_000],
  ["1d", 86_400_000],
  ["PT5M", 300_000],
  ["PT0.5S", 500],
  ["P1DT2H", 93_600_000],
  ["P2W", 1_209_600_000],
];
const bad = ["", "30", "30 s", "P", "PT", "P1DT", "P1M", "P1Y", "PT1.2.3S", "-5s", "1w", "5m5s"];

test.each(good)("%s is %i ms, and its schema agrees", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
  expect(checkValue(duration(), text)).toEqual([]);
});

test.each(bad)("%j is refused, and its schema agrees", (text) => {
  expect(() => parseDuration(text)).toThrow(/not a duration/);
  expect(checkValue(duration(), text)).toHaveLength(1);
});
