/** What runs of the flow gave, asked for once and shared by all that show it, complete with it, try expressions on it or pin it. */
import { queryOptions } from "@tanstack/react-query";
import type { Flow } from "#language/flow/document.ts";
import {
  EditorRunGraphDocument,
  EditorRunsDocument,
  EditorSampleDocument,
  type StepRowFragment,
} from "../../../../generated/graphql.ts";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { type Payload, readPayload } from "../../run/payload.ts";
import { lastRunKey } from "./last-run-key.ts";

const ended = new Set(["succeeded", "failed", "cancelled"]);
const notInThisRun = "RFN03";

/** The run that is looked at: the one that was chosen, or the newest. Null when the flow has none. */
export function lastRun(slug: string, chosen?: number) {
  return queryOptions({
    queryKey: lastRunKey(slug, chosen),
    queryFn: async ({ signal }) => {
      const condition = { flow: slug, ...(chosen === undefined ? {} : { id: String(chosen) }) };
      const { runs, recent } = await request(EditorRunsDocument, { flow: slug, condition }, signal);
      const run = runs?.nodes[0];
      return run ? { ...run, chosen, recent: recent?.nodes ?? [], moving: !ended.has(run.state) } : null;
    },
    staleTime: 5_000,
    // While it moves, more of its outputs come to be.
    refetchInterval: (query) => (query.state.data?.moving ? 2_000 : false),
  });
}

export type LastRun = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof lastRun>["queryFn"]>>>>;

export interface Sample {
  readonly run: string;
  readonly step: StepRowFragment;
  readonly input: Payload | undefined;
  readonly output: Payload | undefined;
}

/** What became of a step in the run; null when the run has no such step. */
export function sample(run: LastRun | null | undefined, step: string) {
  return queryOptions({
    queryKey: ["editor sample", run?.id, run?.moving, step],
    queryFn: async ({ signal }) => (run ? await read(run.id, step, signal) : null),
    enabled: run !== undefined && run !== null,
    // It goes on where it was: a run that ended may be run again.
    staleTime: 5_000,
  });
}

/** The step in the run that was chosen; else where it last gave something, or null when no newer run came to it. */
export function lastOutput(run: LastRun | null | undefined, step: string) {
  return queryOptions({
    queryKey: ["editor last output", run?.id, run?.chosen, run?.moving, step],
    queryFn: async ({ signal }): Promise<Sample | null> => {
      const runs = run?.chosen === undefined ? (run?.recent.slice(0, 5) ?? []) : [run];
      for (const { id } of runs) {
        const found = await read(id, step, signal);
        if (found?.output) return found;
      }
      return null;
    },
    enabled: run !== undefined && run !== null,
  });
}

/** The flow as that run ran it. */
export function runFlow(run: string | undefined, slug: string) {
  return queryOptions({
    queryKey: ["editor run graph", run],
    queryFn: async ({ signal }): Promise<Flow | null> => {
      const [{ readFlow }, found] = await Promise.all([
        import("#language/flow/read.ts"),
        request(EditorRunGraphDocument, { run: run ?? "" }, signal),
      ]);
      return readFlow({ reflux: 1, name: slug, ...Object(found.run?.graph?.document) }, slug).flow ?? null;
    },
    enabled: run !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function read(run: string, step: string, signal: AbortSignal): Promise<Sample | null> {
  try {
    const found = await request(EditorSampleDocument, { run, step }, signal);
    const [row] = found.run?.steps.nodes ?? [];
    if (!row) return null;
    const { input, output } = found.stepPreview ?? {};
    return { run, step: row, input: readPayload(input), output: readPayload(output) };
  } catch (error) {
    if (toProblem(error).code === notInThisRun) return null;
    throw error;
  }
}
