import { expect, test } from "vitest";
import { BUCKETS, readBuckets, totalOf } from "./buckets.ts";

const at = (ms: number) => new Date(ms).toISOString();

test("buckets cover the range without gap or overlap", () => {
  const buckets = readBuckets([], 1_000, 49_000);
  expect(buckets).toHaveLength(BUCKETS);
  expect(buckets[0]?.from).toBe(1_000);
  expect(buckets.at(-1)?.to).toBe(49_000);
  expect(buckets.every((bucket, index) => index === 0 || bucket.from === buckets[index - 1]?.to)).toBe(true);
});

test("what has neither succeeded nor failed is counted apart; rows fall where they began", () => {
  const buckets = readBuckets(
    [
      { at: at(2_000), state: "failed", count: 2 },
      { at: at(2_000), state: "succeeded", count: 5 },
      { at: at(2_001), state: "paused", count: 1 },
      { at: at(1_999), state: "running", count: 3 },
      { at: at(900_000), state: "failed", count: 9 },
    ],
    1_000,
    49_000,
  );
  expect(buckets[1]).toMatchObject({ failed: 2, succeeded: 5, other: 4 });
  expect(buckets.reduce((sum, bucket) => sum + totalOf(bucket), 0)).toBe(11);
});
