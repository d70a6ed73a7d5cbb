import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { Page, PageProblem } from "../../app/shell/Page.tsx";
import { NodeTile } from "../../canvas/view/NodeTile.tsx";
import { NodePageDocument } from "../../data/generated/graphql.ts";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import { Select } from "../../ui/controls/Select.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { Examples } from "./Examples.tsx";
import { readManifest } from "./manifest.ts";
import { NodeFacts } from "./NodeFacts.tsx";
import styles from "./NodeScreen.module.css";
import { SchemaTable } from "./SchemaTable.tsx";

const route = getRouteApi("/nodes/$id");

/** What a node takes, gives and does; who uses it; who can run it, and how it fares. */
export function NodeScreen() {
  const { id } = route.useParams();
  const { version } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending } = useQuery({
    queryKey: ["node", id],
    queryFn: async ({ signal }) => {
      const { nodes, workers } = await request(NodePageDocument, { name: id }, signal);
      return { versions: nodes?.nodes ?? [], workers: workers?.nodes ?? [] };
    },
    // Its health moves with every step; nothing tells of it, so it is asked again while it is looked at.
    refetchInterval: 10_000,
    staleTime: 0,
  });
  const node = data?.versions.find((one) => one.version === version) ?? data?.versions[0];
  const manifest = node && readManifest(node.manifest, node.name, node.version);
  return (
    <Page title={manifest?.title ?? id}>
      <HeaderActions>
        {data && data.versions.length > 1 && node && (
          <Select
            aria-label="Version"
            size="small"
            value={String(node.version)}
            onValueChange={(next) => void navigate({ search: { version: Number(next) }, replace: true })}
            choices={data.versions.map((one) => ({
              value: String(one.version),
              label: `Version ${one.version}`,
            }))}
          />
        )}
        <CopyAs
          sql={`select n.*, h.attempts, h.failed, h.p95_ms\nfrom reflux.nodes n left join reflux.node_health h on h.node_id = n.id\nwhere n.name = '${id.replaceAll("'", "''")}';`}
          graphql={`{\n  nodes(condition: { name: ${JSON.stringify(id)} }) {\n    nodes { version manifest health { attempts failed p95Ms workers } usedBy { nodes { slug } } }\n  }\n}`}
          link={location.href}
          json={node && JSON.stringify(node.manifest, null, 2)}
        />
      </HeaderActions>
      <PageProblem problem={error && toProblem(error)} />
      {isPending && <Skeleton lines={10} label="Loading the node" />}
      {data && !node && (
        <EmptyState title={`No node is called ${id}`}>
          No worker has announced it. Nodes stay here once they were announced, also when no worker runs them
          any more.
        </EmptyState>
      )}
      {node && manifest && data && (
        <div className={styles.container}>
          <article className={styles.node}>
            <header className={styles.head}>
              <NodeTile icon={manifest.icon} large />
              <div>
                <p className={styles.title}>{manifest.title}</p>
                <p className={styles.summary}>{manifest.summary}</p>
              </div>
            </header>
            <div className={styles.docs}>
              <SchemaTable title="Config" schema={manifest.config} anything="It needs none." />
              <SchemaTable
                title="Input"
                schema={manifest.input}
                anything="Anything: what the steps before it gave."
              />
              <SchemaTable title="Output" schema={manifest.output} anything="Anything." />
              <Examples node={manifest} />
            </div>
            <NodeFacts node={node} manifest={manifest} workers={data.workers} />
          </article>
        </div>
      )}
    </Page>
  );
}
