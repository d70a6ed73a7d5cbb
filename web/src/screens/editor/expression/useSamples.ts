import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Json } from "../../../canvas/model/model.ts";
import { readPayload } from "../../run/payload.ts";
import { toJson } from "../inspector/change.ts";
import { lastRun, sample } from "./last-run.ts";
import type { SampleRun } from "./sample-scope.ts";

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

/** The flow's newest run and what some of its steps gave, asked for when an expression needs them. */
export function useSamples(slug: string, steps: readonly string[], wanted = true): Samples {
  const { data: run } = useQuery({ ...lastRun(slug), enabled: wanted });
  const found = useQueries({
    queries: steps.map((step) => sample(run, step)),
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
      run: run && {
        id: run.id,
        version: run.version?.number,
        startedAt: run.startedAt,
        input: input && toJson(input.value),
      },
      outputs: new Map(held.map(([step, { value }]) => [step, toJson(value)])),
      missing: steps.filter((_, index) => !found.payloads[index]),
      cut: (input?.cut ?? false) || held.some(([, { cut }]) => cut),
      ready: run !== undefined && (run === null || found.ready),
    };
  }, [run, steps, found]);
}
