import { expect, test } from "vitest";
import { Counter, Histogram, page } from "./registry.ts";

test("counts by label, and escapes what a label may hold", () => {
  const counter = new Counter();
  counter.add({ route: 'a"b\\c\nd' });
  counter.add({ route: 'a"b\\c\nd' }, 2);

  expect(counter.lines("hits")).toEqual(['hits{route="a\\"b\\\\c\\nd"} 3']);
});

test("a histogram's buckets add up, and the last has everything", () => {
  const histogram = new Histogram([0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);

  expect(histogram.lines("seconds")).toEqual([
    'seconds_bucket{le="0.1"} 2',
    'seconds_bucket{le="1"} 3',
    'seconds_bucket{le="+Inf"} 4',
    "seconds_sum 7.65",
    "seconds_count 4",
  ]);
});

test("a metric without a sample is left out", () => {
  expect(
    page([
      { name: "a", help: "A.", type: "gauge", lines: [] },
      { name: "b", help: "B.", type: "gauge", lines: ["b 1"] },
    ]),
  ).toBe("# HELP b B.\n# TYPE b gauge\nb 1\n");
});
