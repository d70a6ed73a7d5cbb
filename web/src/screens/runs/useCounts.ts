import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import {
  type RunCondition,
  RunFacetsDocument,
  RunFlowsDocument,
  RunHistogramDocument,
} from "../../../generated/graphql.ts";
import { readPages } from "../../data/pages.ts";
import { request } from "../../data/request.ts";
import { bounds, printTimeRange, type TimeRange } from "../../data/time-range.ts";
import { BUCKETS, type Bucket, readBuckets } from "./buckets.ts";

export interface Facet {
  readonly count: number;
  readonly more: boolean;
}

type Period = Pick<RunCondition, "flow" | "createdAfter" | "createdBefore">;

/** Runs in each state. The states chosen do not narrow it, or the others could not be seen to be worth choosing. */
export function useFacets(period: Period, revision: number): ReadonlyMap<string, Facet> {
  const paced = usePaced(revision, 1_000);
  const { data } = useQuery({
    queryKey: ["run facets", period.flow, period.createdAfter, period.createdBefore, paced],
    queryFn: async ({ signal }) =>
      request(
        RunFacetsDocument,
        { flow: period.flow, after: period.createdAfter, before: period.createdBefore },
        signal,
      ),
    placeholderData: keepPreviousData,
    gcTime: 1_000,
  });
  return new Map(
    (data?.runFacets ?? []).map((row) => [
      row.state ?? "",
      { count: row.count ?? 0, more: row.more ?? false },
    ]),
  );
}

/** Counts between moments. A range that ends now is read anew, at most every few seconds. */
export function useHistogram(
  range: TimeRange,
  flow: string | undefined,
  revision: number,
): readonly Bucket[] {
  const paced = usePaced(revision, 3_000);
  const { data } = useQuery({
    queryKey: ["run histogram", flow ?? "", printTimeRange(range), paced],
    queryFn: async ({ signal }) => {
      const { from, to } = bounds(range, Date.now());
      const [after, before] = [new Date(from).toISOString(), new Date(to).toISOString()];
      const variables = { flow: flow ?? null, after, before, buckets: BUCKETS };
      const { runHistogram } = await request(RunHistogramDocument, variables, signal);
      return readBuckets(runHistogram ?? [], from, to);
    },
    placeholderData: keepPreviousData,
    gcTime: 1_000,
  });
  return data ?? [];
}

export function useFlowNames(): readonly string[] {
  const { data } = useQuery({
    queryKey: ["run flows"],
    queryFn: async ({ signal }) =>
      readPages(async (after) => (await request(RunFlowsDocument, { after }, signal)).flows),
  });
  return data?.rows.map((flow) => flow.slug) ?? [];
}

/** The newest value, but no more often than every so often: counting is dearer than showing. */
function usePaced(value: number, every: number): number {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + every - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, every]);
  return shown;
}
