import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BUCKETS, edges, histogramVariables, readBuckets, totalOf } from "./buckets.ts";

test("the document asks for as many buckets as there are", () => {
  const document = readFileSync(`${import.meta.dirname}/histogram.graphql`, "utf8");
  expect(document.match(/^ {2}b\d+: runFacets/gm)).toHaveLength(BUCKETS);
  expect(Object.keys(histogramVariables(edges(0, 3_200), undefined))).toContain(`t${BUCKETS}`);
  expect(document).toContain(`$t${BUCKETS}: Datetime!`);
});

test("buckets cover the range without gap or overlap", () => {
  const moments = edges(1_000, 33_000);
  expect(moments[0]).toBe(1_000);
  expect(moments.at(-1)).toBe(33_000);
  expect(new Set(moments).size).toBe(BUCKETS + 1);
});

test("what has neither succeeded nor failed is counted apart", () => {
  const [first] = readBuckets(
    {
      b0: [
        { state: "failed", count: 2 },
        { state: "succeeded", count: 5 },
        { state: "paused", count: 1 },
        { state: "running", count: 3 },
      ],
    },
    edges(0, 3_200),
  );
  expect(first).toEqual({ from: 0, to: 100, failed: 2, succeeded: 5, other: 4 });
  expect(first && totalOf(first)).toBe(11);
});
