import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { EditorLastRunDocument, EditorSampleDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { type Payload, readPayload } from "../../run/payload.ts";
import type { SampleRun } from "./sample-scope.ts";

export interface Samples {
  /** Null when the flow was never run; undefined while that is being asked. */
  readonly run: SampleRun | null | undefined;
  readonly outputs: ReadonlyMap<string, unknown>;
  /** Steps among the wanted that gave nothing in this run. */
  readonly missing: readonly string[];
  /** Something was too large to be sent whole. */
  readonly cut: boolean;
  readonly ready: boolean;
}

const ended = new Set(["succeeded", "failed", "cancelled"]);

/** The flow's newest run and what some of its steps gave, asked for when an expression needs them. */
export function useSamples(slug: string, steps: readonly string[]): Samples {
  const { data: run } = useQuery({
    queryKey: ["editor last run", slug],
    queryFn: async ({ signal }) => {
      const { runs } = await request(EditorLastRunDocument, { flow: slug }, signal);
      return runs?.nodes[0] ?? null;
    },
    staleTime: 5_000,
    // While it moves, more of its outputs come to be.
    refetchInterval: (query) => (query.state.data && !ended.has(query.state.data.state) ? 2_000 : false),
  });
  const moved = run && !ended.has(run.state) ? "moving" : "ended";
  const found = useQueries({
    queries: steps.map((step) => ({
      queryKey: ["editor sample", run?.id, moved, step],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Payload | null> => {
        // A step that this run's graph does not have gave nothing.
        const answer = await request(EditorSampleDocument, { run: run?.id ?? "", step }, signal).catch(
          () => null,
        );
        return readPayload(answer?.stepPreview?.output) ?? null;
      },
      enabled: run !== undefined && run !== null,
    })),
    combine: (results) => ({
      ready: results.every(({ isPending }) => !isPending),
      payloads: results.map(({ data }) => data),
    }),
  });
  return useMemo(() => {
    const input = readPayload(run?.inputPreview);
    const held = steps.flatMap((step, index) => {
      const payload = found.payloads[index];
      return payload ? [[step, payload] as const] : [];
    });
    return {
      run: run && { id: run.id, version: run.version?.number, startedAt: run.startedAt, input: input?.value },
      outputs: new Map(held.map(([step, { value }]) => [step, value])),
      missing: steps.filter((_, index) => !found.payloads[index]),
      cut: (input?.cut ?? false) || held.some(([, { cut }]) => cut),
      ready: run !== undefined && (run === null || found.ready),
    };
  }, [run, steps, found]);
}
