/** What the flow's newest runs gave, asked for once and shared by all that show it, complete with it or pin it. */
import { queryOptions } from "@tanstack/react-query";
import { EditorLastRunDocument, EditorSampleDocument } from "../../../data/generated/graphql.ts";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { type Payload, readPayload } from "../../run/payload.ts";

const ended = new Set(["succeeded", "failed", "cancelled"]);
const notInThisRun = "RFN03";

export function lastRun(slug: string) {
  return queryOptions({
    queryKey: ["editor last run", slug],
    queryFn: async ({ signal }) => {
      const { runs, recent } = await request(EditorLastRunDocument, { flow: slug }, signal);
      const run = runs?.nodes[0];
      return run
        ? { ...run, recent: recent?.nodes.map(({ id }) => id) ?? [], moving: !ended.has(run.state) }
        : null;
    },
    staleTime: 5_000,
    // While it moves, more of its outputs come to be.
    refetchInterval: (query) => (query.state.data?.moving ? 2_000 : false),
  });
}

export type LastRun = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof lastRun>["queryFn"]>>>>;

/** What a step gave in the newest run; null when it gave nothing. */
export function sample(run: LastRun | null | undefined, step: string) {
  return queryOptions({
    queryKey: ["editor sample", run?.id, run?.moving, step],
    queryFn: async ({ signal }) => (run ? await output(run.id, step, signal) : null),
    enabled: run !== undefined && run !== null,
  });
}

export interface LastOutput {
  readonly run: string;
  readonly payload: Payload;
}

/** What a step gave when it last gave something, and in which run; null when none of the newest runs came to it. */
export function lastOutput(run: LastRun | null | undefined, step: string) {
  return queryOptions({
    queryKey: ["editor last output", run?.id, run?.moving, step],
    queryFn: async ({ signal }): Promise<LastOutput | null> => {
      for (const id of run?.recent ?? []) {
        const payload = await output(id, step, signal);
        if (payload) return { run: id, payload };
      }
      return null;
    },
    enabled: run !== undefined && run !== null,
  });
}

async function output(run: string, step: string, signal: AbortSignal): Promise<Payload | null> {
  try {
    const { stepPreview } = await request(EditorSampleDocument, { run, step }, signal);
    return readPayload(stepPreview?.output) ?? null;
  } catch (error) {
    if (toProblem(error).code === notInThisRun) return null;
    throw error;
  }
}
