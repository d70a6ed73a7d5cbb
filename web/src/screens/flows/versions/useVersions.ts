import { useQuery } from "@tanstack/react-query";
import type { NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { readFlow } from "#language/flow/read.ts";
import {
  FlowVersionDocumentDocument,
  FlowVersionListDocument,
  type FlowVersionListQuery,
} from "../../../../generated/graphql.ts";
import { request } from "../../../data/request.ts";

export type Version = NonNullable<FlowVersionListQuery["flowBySlug"]>["versions"]["nodes"][number];

export function useVersions(slug: string) {
  return useQuery({
    queryKey: ["versions", slug],
    queryFn: async ({ signal }) => {
      const { flowBySlug, nodes } = await request(FlowVersionListDocument, { slug }, signal);
      return {
        current: flowBySlug?.currentVersion?.number,
        versions: flowBySlug?.versions.nodes ?? [],
        types: (nodes?.nodes ?? []).flatMap((node) => nodeType(node.manifest)),
        found: flowBySlug !== null,
      };
    },
    staleTime: 0,
  });
}

/** A version never changes, so it is read once. What cannot be drawn is undefined. */
export function useVersionFlow(slug: string, version: number | undefined) {
  return useQuery({
    queryKey: ["version", slug, version],
    enabled: version !== undefined,
    queryFn: async ({ signal }): Promise<VersionFlow> => {
      const { flowDocument } = await request(
        FlowVersionDocumentDocument,
        { slug, version: version ?? 0 },
        signal,
      );
      return { document: flowDocument, flow: readFlow(flowDocument).flow };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface VersionFlow {
  readonly document: unknown;
  readonly flow: Flow | undefined;
}

/** A manifest was checked when its node was announced; here only that it is one. */
function nodeType(manifest: unknown): readonly NodeType[] {
  return typeof manifest === "object" && manifest !== null && "id" in manifest ? [manifest as NodeType] : [];
}
