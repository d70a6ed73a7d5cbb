import { useQuery } from "@tanstack/react-query";
import type { NodeType } from "#language/flow/catalogue.ts";
import { RunGraphDocument } from "../../../generated/graphql.ts";
import { request } from "../../data/request.ts";

export interface RunGraph {
  readonly document: unknown;
  readonly types: readonly NodeType[];
  /** What each node does to the outside world, by `id@version`. */
  readonly effects: ReadonlyMap<string, string>;
}

/** The flow of a run never changes: it is read once. */
export function useRunGraph(run: string): RunGraph | undefined {
  const { data } = useQuery({
    queryKey: ["run graph", run],
    queryFn: async ({ signal }): Promise<RunGraph | null> => {
      const { run: found, nodes } = await request(RunGraphDocument, { id: run }, signal);
      if (!found) return null;
      const known = nodes?.nodes ?? [];
      return {
        document: found.version?.document ?? found.graph?.document ?? null,
        types: known.flatMap((node) => readNodeType(node.manifest) ?? []),
        effects: new Map(known.map((node) => [`${node.name}@${node.version}`, node.effects])),
      };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}

/** A manifest was checked when its node was announced; here only that it is one. */
function readNodeType(manifest: unknown): NodeType | undefined {
  if (typeof manifest !== "object" || manifest === null || !("id" in manifest)) return undefined;
  return manifest as NodeType;
}
