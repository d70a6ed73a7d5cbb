/** Runs over time, by outcome: the moments to count between, and what was counted. */
import type { BucketFragment, RunHistogramQueryVariables } from "../../data/generated/graphql.ts";

/** As many as histogram.graphql names. */
export const BUCKETS = 32;

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly other: number;
}

/** The moments between buckets: one more than there are buckets. */
export function edges(from: number, to: number): readonly number[] {
  return Array.from({ length: BUCKETS + 1 }, (_, index) =>
    Math.round(from + ((to - from) * index) / BUCKETS),
  );
}

export function histogramVariables(
  moments: readonly number[],
  flow: string | undefined,
): RunHistogramQueryVariables {
  const named = moments.map((at, index) => [`t${index}`, new Date(at).toISOString()]);
  // The document names t0 to t32, and `moments` has 33: checked by the test.
  return { flow, ...Object.fromEntries(named) } as RunHistogramQueryVariables;
}

export function readBuckets(
  counts: Readonly<Record<string, readonly BucketFragment[] | null>>,
  moments: readonly number[],
): readonly Bucket[] {
  return Array.from({ length: BUCKETS }, (_, index) => {
    const rows = counts[`b${index}`] ?? [];
    const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
    const all = rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
    const [succeeded, failed] = [count("succeeded"), count("failed")];
    return {
      from: moments[index] ?? 0,
      to: moments[index + 1] ?? 0,
      succeeded,
      failed,
      other: all - succeeded - failed,
    };
  });
}

export const totalOf = (bucket: Bucket) => bucket.succeeded + bucket.failed + bucket.other;
