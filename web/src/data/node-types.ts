/** What nodes are: asked for by those who need them, a graph for those it names and a search for those that fit. */
import type { NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { NodeSearchDocument, NodeTypesDocument } from "../../generated/graphql.ts";
import { readPages } from "./pages.ts";
import { queryClient } from "./query-client.ts";
import { request } from "./request.ts";

/** Those named, as `http.request` or `http.request@1`, each with its newest version. */
export async function nodeTypes(
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly NodeType[]> {
  if (names.length === 0) return [];
  const { rows } = await readPages(
    async (after) => (await request(NodeTypesDocument, { types: names, after }, signal)).nodes,
  );
  return rows.flatMap(typeOf);
}

export async function nodeTypesOf(
  flow: Flow | undefined,
  signal?: AbortSignal,
): Promise<readonly NodeType[]> {
  return nodeTypes(nodesOf(flow), signal);
}

export const nodesOf = (flow: Flow | undefined): readonly string[] => [
  ...new Set(Object.values(flow?.steps ?? {}).map(({ node }) => node)),
];

export interface FoundNodes {
  readonly types: readonly NodeType[];
  /** More fit than are given. */
  readonly more: boolean;
}

/** The newest of each that has all of these words. */
export async function searchNodes(words: string): Promise<FoundNodes> {
  return queryClient.fetchQuery({
    queryKey: ["node search", words],
    queryFn: async ({ signal }) => {
      const { nodes } = await request(NodeSearchDocument, { words }, signal);
      return { types: nodes?.nodes.flatMap(typeOf) ?? [], more: nodes?.pageInfo.hasNextPage ?? false };
    },
  });
}

/** A manifest was checked when its node was announced; here only that it is one. */
function typeOf({ manifest }: { readonly manifest: unknown }): readonly NodeType[] {
  return typeof manifest === "object" && manifest !== null && "id" in manifest ? [manifest as NodeType] : [];
}
