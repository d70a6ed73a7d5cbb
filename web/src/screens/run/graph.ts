import { useQuery } from "@tanstack/react-query";
import type { NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { readFlow } from "#language/flow/read.ts";
import { RunGraphDocument, type RunHeadFragment } from "../../../generated/graphql.ts";
import { nodeTypesOf } from "../../data/node-types.ts";
import { request } from "../../data/request.ts";

export interface RunGraph {
  readonly flow: Flow | undefined;
  /** Why it cannot be drawn. */
  readonly problem: string | undefined;
  readonly types: readonly NodeType[];
  /** What each node does to the outside world, by `id@version`. */
  readonly effects: ReadonlyMap<string, string>;
}

/**
 * The graph that the run has now, with the layout of its flow: a run that was forked, or pointed to another graph, is not
 * what its version says. Read again when the run is another revision of itself.
 */
export function useRunGraph(run: RunHeadFragment | undefined): RunGraph | undefined {
  const { data } = useQuery({
    queryKey: ["run graph", run?.id, run?.revision],
    enabled: run !== undefined,
    placeholderData: (before: RunGraph | null | undefined, query): RunGraph | null | undefined =>
      query?.queryKey[1] === run?.id ? before : undefined,
    queryFn: async ({ signal }): Promise<RunGraph | null> => {
      const { run: found } = await request(RunGraphDocument, { id: run?.id ?? "" }, signal);
      if (!found?.graph) return null;
      const { slug, title, layout } = run?.flow ?? {};
      const about = { reflux: 1, name: slug ?? "run", ...(title ? { title } : {}), layout };
      const { flow, problems } = readFlow({ ...about, ...Object(found.graph.document) });
      const types = await nodeTypesOf(flow, signal);
      const effects = new Map(types.map((type) => [`${type.id}@${type.version}`, type.effects]));
      return { flow, problem: problems[0]?.message, types, effects };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}
