import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { Page, PageProblem } from "../../app/shell/Page.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { loadFlow } from "./server.ts";
import { Workbench } from "./Workbench.tsx";

const route = getRouteApi("/flows/$slug/edit");

/** One flow, open for editing: its draft where there is one, else what is published. */
export function EditorScreen() {
  const { slug } = route.useParams();
  // Read anew at each visit: what is edited must be what the server has now.
  const { data, error } = useQuery({
    queryKey: ["editor", slug],
    queryFn: async ({ signal }) => loadFlow(slug, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Page title={`Edit ${slug}`}>
      {data ? (
        <Workbench key={slug} slug={slug} loaded={data} />
      ) : data === null ? (
        <EmptyState
          glyph={<SearchX />}
          title={`There is no flow ${slug}`}
          sql="select slug, title from reflux.flows order by slug;"
        >
          It may have another name, or you may not see it.
        </EmptyState>
      ) : error ? (
        <PageProblem error={error} />
      ) : (
        <Skeleton shape="block" lines={1} label={`Loading ${slug}`} />
      )}
    </Page>
  );
}
