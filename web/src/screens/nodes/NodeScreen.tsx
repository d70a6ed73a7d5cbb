import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { NodePageDocument } from "../../../generated/graphql.ts";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { Page, PageProblem } from "../../app/shell/Page.tsx";
import { useWho } from "../../app/useWho.ts";
import { NodeTile } from "../../canvas/view/NodeTile.tsx";
import { quote } from "../../data/call-forms.ts";
import { request } from "../../data/request.ts";
import { refusalOf } from "../../data/rights.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Select } from "../../ui/controls/Select.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { Examples } from "./Examples.tsx";
import { type Example, readManifest } from "./manifest.ts";
import { NodeFacts } from "./NodeFacts.tsx";
import styles from "./NodeScreen.module.css";
import { SchemaTable } from "./SchemaTable.tsx";

const route = getRouteApi("/nodes/$id");
const TryDialog = lazy(async () => import("./TryDialog.tsx"));

/** What a node takes, gives and does; who uses it; who can run it, and how it fares. */
export function NodeScreen() {
  const { id } = route.useParams();
  const { version } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending } = useQuery({
    queryKey: ["node", id],
    queryFn: async ({ signal }) => {
      const { nodes, workers } = await request(NodePageDocument, { name: id }, signal);
      return { versions: nodes?.nodes ?? [], more: nodes?.pageInfo.hasNextPage, workers };
    },
    // Its health moves with every step; nothing tells of it, so it is asked again while it is looked at.
    refetchInterval: 10_000,
    staleTime: 0,
  });
  const node = data?.versions.find((one) => one.version === version) ?? data?.versions[0];
  const manifest = node && readManifest(node.manifest, node.name, node.version);
  const [trying, setTrying] = useState<Example | "blank">();
  const who = useWho();
  const refusal =
    refusalOf("create_flow", who) ??
    (Number(node?.health?.workers ?? 0) === 0 ? "No worker runs it now." : undefined);
  const mayTry = node !== undefined && node.kind !== "trigger" && refusal === undefined;
  return (
    <Page title={manifest?.title ?? id}>
      <HeaderActions>
        {data && data.versions.length > 1 && node && (
          <Select
            aria-label="Version"
            size="small"
            value={String(node.version)}
            onValueChange={(next) => void navigate({ search: { version: Number(next) }, replace: true })}
            choices={data.versions.map((one, index) => ({
              value: String(one.version),
              label: `Version ${one.version}`,
              detail: data.more && index === data.versions.length - 1 ? "and older ones" : undefined,
            }))}
          />
        )}
        <CopyAs
          sql={`select n.*, h.attempts, h.failed, h.p95_ms\nfrom reflux.nodes n left join reflux.node_health h on h.node_id = n.id\nwhere n.name = ${quote(id)};`}
          graphql={`{\n  nodes(condition: { name: ${JSON.stringify(id)} }) {\n    nodes { version manifest health { attempts failed p95Ms workers } usedBy { nodes { slug } } }\n  }\n}`}
          link={location.href}
          json={node && (() => JSON.stringify(node.manifest, null, 2))}
        />
      </HeaderActions>
      <PageProblem error={error} />
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
            <header className={`row gap-4 ${styles.head}`}>
              <NodeTile icon={manifest.icon} large />
              <div className="fill">
                <p className={styles.title}>{manifest.title}</p>
                <p className={styles.summary}>{manifest.summary}</p>
              </div>
              {node.kind !== "trigger" && (
                <Button
                  icon={<Play />}
                  blocked={refusal}
                  onClick={() => setTrying(manifest.examples[0] ?? "blank")}
                >
                  Try it
                </Button>
              )}
            </header>
            <div className={`stack gap-8 ${styles.docs}`}>
              <SchemaTable title="Config" schema={manifest.config} anything="It needs none." />
              <SchemaTable
                title="Input"
                schema={manifest.input}
                anything="Anything: what the steps before it gave."
              />
              <SchemaTable title="Output" schema={manifest.output} anything="Anything." />
              <Examples node={manifest} onTry={mayTry ? setTrying : undefined} />
            </div>
            {data.workers && <NodeFacts node={node} manifest={manifest} workers={data.workers} />}
          </article>
        </div>
      )}
      {trying && (
        <Suspense>
          <TryDialog
            node={id}
            example={trying === "blank" ? undefined : trying}
            onClose={() => setTrying(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}
