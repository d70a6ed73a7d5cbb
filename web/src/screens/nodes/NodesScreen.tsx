import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Blocks } from "lucide-react";
import { useMemo } from "react";
import { NodeListDocument } from "../../../generated/graphql.ts";
import { FindBox } from "../../app/shell/FindBox.tsx";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { Page, PageProblem } from "../../app/shell/Page.tsx";
import { NodeTile } from "../../canvas/view/NodeTile.tsx";
import { request } from "../../data/request.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Segmented } from "../../ui/controls/Segmented.tsx";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { byCategory, categoryTitle } from "./categories.ts";
import { Effects, effects, isEffects } from "./Effects.tsx";
import { readManifest } from "./manifest.ts";
import styles from "./NodesScreen.module.css";

const route = getRouteApi("/nodes/");
const sql =
  "select n.name, n.version, n.kind, n.effects, n.manifest ->> 'summary' as summary\nfrom reflux.nodes n\norder by n.name, n.version;";
const graphql =
  "{\n  nodes(orderBy: [NAME_ASC]) {\n    nodes { name version kind effects manifest health { workers attempts failed } }\n  }\n}";

/** Everything a step can be. The list is what workers announced, so other people's nodes are in it too. */
export function NodesScreen() {
  const { q = "", effects: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: { q?: string | undefined; effects?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const { data, error, isPending } = useQuery({
    queryKey: ["nodes"],
    queryFn: async ({ signal }) => (await request(NodeListDocument, {}, signal)).nodes?.nodes ?? [],
    staleTime: 0,
  });
  const all = useMemo(() => {
    const newest = new Map<string, NonNullable<typeof data>[number]>();
    for (const node of data ?? []) {
      const other = newest.get(node.name);
      if (!other || other.version < node.version) newest.set(node.name, node);
    }
    return [...newest.values()].map((node) => ({
      node,
      manifest: readManifest(node.manifest, node.name, node.version),
    }));
  }, [data]);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = all.filter(({ node, manifest }) => {
    const text = `${node.name} ${manifest.title} ${manifest.summary} ${manifest.category}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (!isEffects(asked) || node.effects === asked);
  });
  return (
    <Page
      title="Nodes"
      toolbar={
        <>
          <FindBox
            page="Nodes"
            placeholder="Find by name or what it does"
            value={q}
            onChange={(words) => change({ q: words })}
          />
          <Segmented
            label="Effects"
            value={isEffects(asked) ? asked : "all"}
            onValueChange={(next) => change({ effects: next === "all" ? undefined : next })}
            choices={[
              { value: "all", label: "All" },
              { value: "pure", label: effects.pure.word },
              { value: "idempotent", label: effects.idempotent.word },
              { value: "external", label: effects.external.word },
            ]}
          />
        </>
      }
    >
      <HeaderActions>
        <CopyAs sql={sql} graphql={graphql} link={location.href} />
      </HeaderActions>
      <PageProblem error={error} />
      {isPending && <Skeleton shape="row" lines={8} label="Loading nodes" />}
      {data && all.length === 0 && (
        <EmptyState glyph={<Blocks />} title="No node yet" sql={sql}>
          A worker announces the nodes it can run when it starts. Start one with reflux worker.
        </EmptyState>
      )}
      {all.length > 0 && shown.length === 0 && (
        <EmptyState
          title="No node matches"
          action={
            <Button onClick={() => change({ q: undefined, effects: undefined })}>Show all nodes</Button>
          }
        >
          Your own nodes are folders given to a worker with --nodes.
        </EmptyState>
      )}
      <div className={styles.catalogue}>
        {byCategory(shown, ({ manifest }) => manifest.category).map(([category, group]) => (
          <section key={category}>
            <h2 className={styles.heading}>{categoryTitle(category)}</h2>
            <ul className={styles.cards}>
              {group.map(({ node, manifest }) => (
                <li key={node.id}>
                  <Link to="/nodes/$id" params={{ id: node.name }} className={styles.card}>
                    <NodeTile icon={manifest.icon} />
                    <span className={styles.words}>
                      <span className={styles.line}>
                        <span className={styles.title}>{manifest.title}</span>
                        {Number(node.health?.workers ?? 0) === 0 && <Badge tone="warn">no worker</Badge>}
                      </span>
                      <span className="soft">{manifest.summary}</span>
                      <span className={styles.foot}>
                        <code>{node.name}</code>
                        <Effects name={node.effects} />
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Page>
  );
}
