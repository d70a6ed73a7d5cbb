/** Runs over time, by outcome: what was counted, with the empty stretches that the API leaves out. */
import type { RunHistogramQuery } from "../../../generated/graphql.ts";

export const BUCKETS = 48;

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly other: number;
}

type Count = NonNullable<RunHistogramQuery["runHistogram"]>[number];

export function readBuckets(counts: readonly Count[], from: number, to: number): readonly Bucket[] {
  const width = (to - from) / BUCKETS;
  const buckets = Array.from({ length: BUCKETS }, (_, index) => ({
    from: Math.round(from + index * width),
    to: Math.round(from + (index + 1) * width),
    succeeded: 0,
    failed: 0,
    other: 0,
  }));
  for (const { at, state, count } of counts) {
    // Where a bucket begins, give or take what dividing loses.
    const bucket = buckets[Math.round((Date.parse(at ?? "") - from) / width)];
    if (!bucket || count === null) continue;
    bucket[state === "succeeded" || state === "failed" ? state : "other"] += count;
  }
  return buckets;
}

export const totalOf = (bucket: Bucket) => bucket.succeeded + bucket.failed + bucket.other;
