import { expect, test } from "vitest";
import { decileRates, median, percentile, summarise } from "./statistics.ts";

test("the median of an even number of samples lies between the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("a percentile is interpolated and does not depend on the order", () => {
  const hundredAndOne = Array.from({ length: 101 }, (_, index) => 100 - index);

  expect(percentile(hundredAndOne, 95)).toBe(95);
  expect(percentile([10, 20], 99)).toBeCloseTo(19.9);
  expect(percentile([7], 99)).toBe(7);
});

test("a percentile of nothing is refused, for there is no such number", () => {
  expect(() => percentile([], 50)).toThrow("no samples");
});

test("a summary keeps its samples in the order they were measured", () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, samples: [3, 1, 2] });
});

test("a steady drain has the same rate in every decile", () => {
  const every10ms = Array.from({ length: 1_000 }, (_, index) => index * 0.01);

  const rates = decileRates(every10ms);

  expect(rates).toHaveLength(10);
  for (const rate of rates.slice(1)) expect(rate).toBeCloseTo(100);
});

test("a drain that slows down shows it in the last decile", () => {
  const slower = Array.from({ length: 1_000 }, (_, index) =>
    index < 900 ? index * 0.01 : 9 + (index - 900) * 0.1,
  );

  const rates = decileRates(slower);

  expect((rates[9] ?? 0) / (rates[1] ?? 1)).toBeCloseTo(0.1, 1);
});
