import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Flow, Json } from "#language/flow/document.ts";
import { sourcesOf } from "#language/flow/topology.ts";
import { readPayload } from "../../run/payload.ts";
import { toJson } from "../change.ts";
import { lastRun, runFlow, sample } from "./last-run.ts";
import type { SampleRun } from "./sample-scope.ts";

const route = getRouteApi("/flows/$slug/edit");

export interface Samples {
  /** Null when the flow was never run; undefined while that is being asked. */
  readonly run: SampleRun | null | undefined;
  readonly outputs: ReadonlyMap<string, Json>;
  /** Steps among the wanted that gave nothing in this run. */
  readonly missing: readonly string[];
  /** Something was too large to be sent whole. */
  readonly cut: boolean;
  readonly ready: boolean;
}

/** The run that is looked at in the editor. */
export function useSampleRun(wanted = true) {
  const { slug } = route.useParams();
  const { run } = route.useSearch();
  return useQuery({ ...lastRun(slug, run), enabled: wanted });
}

/**
 * The run that is looked at and what some of its steps gave, asked for when an expression needs them. What the step itself
 * was given is its input for as long as the flow leads to it by the same steps; a person may have edited it.
 */
export function useSamples(flow: Flow, step: string, steps: readonly string[], wanted = true): Samples {
  const { data: run } = useSampleRun(wanted);
  const { data: own } = useQuery({ ...sample(run, step), enabled: wanted && Boolean(run) });
  const { data: ran } = useQuery({ ...runFlow(run?.id, flow.name), enabled: wanted && Boolean(run) });
  const found = useQueries({
    queries: steps.map((key) => sample(run, key)),
    combine: (results) => ({
      ready: results.every(({ isPending }) => !isPending),
      payloads: results.map(({ data }) => data?.output),
    }),
  });
  return useMemo(() => {
    const input = readPayload(run?.inputPreview);
    const held = steps.flatMap((key, index) => {
      const payload = found.payloads[index];
      return payload ? [[key, payload] as const] : [];
    });
    const same = ran && sourcesOf(ran, step).toSorted().join() === sourcesOf(flow, step).toSorted().join();
    const given = same && own?.step.reached ? own.input : undefined;
    return {
      run: run && {
        id: run.id,
        version: run.version?.number,
        startedAt: run.startedAt,
        input: input && toJson(input.value),
        ...(given ? { given: toJson(given.value) } : {}),
      },
      outputs: new Map(held.map(([key, { value }]) => [key, toJson(value)])),
      missing: steps.filter((_, index) => !found.payloads[index]),
      cut: (input?.cut ?? false) || (given?.cut ?? false) || held.some(([, { cut }]) => cut),
      ready: run !== undefined && (run === null || (found.ready && own !== undefined && ran !== undefined)),
    };
  }, [run, own, ran, flow, step, steps, found]);
}
