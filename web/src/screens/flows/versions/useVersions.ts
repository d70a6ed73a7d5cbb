import { useQuery } from "@tanstack/react-query";
import type { NodeType } from "#language/flow/catalogue.ts";
import type { Flow } from "#language/flow/document.ts";
import { readFlow } from "#language/flow/read.ts";
import {
  FlowVersionDocumentDocument,
  FlowVersionListDocument,
  type FlowVersionListQuery,
} from "../../../../generated/graphql.ts";
import { nodeTypesOf } from "../../../data/node-types.ts";
import { readPages } from "../../../data/pages.ts";
import { request } from "../../../data/request.ts";

export type Version = NonNullable<FlowVersionListQuery["flowBySlug"]>["versions"]["nodes"][number];

export function useVersions(slug: string) {
  return useQuery({
    queryKey: ["versions", slug],
    queryFn: async ({ signal }) => {
      let flow: FlowVersionListQuery["flowBySlug"] = null;
      const { rows: versions } = await readPages(async (after) => {
        flow = (await request(FlowVersionListDocument, { slug, after }, signal)).flowBySlug;
        return flow?.versions;
      });
      const found = flow as FlowVersionListQuery["flowBySlug"];
      return { current: found?.currentVersion?.number, versions, found: found !== null };
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
      const { flow } = readFlow(flowDocument);
      return { flow, types: await nodeTypesOf(flow, signal) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface VersionFlow {
  readonly flow: Flow | undefined;
  /** Of the nodes in it. */
  readonly types: readonly NodeType[];
}
