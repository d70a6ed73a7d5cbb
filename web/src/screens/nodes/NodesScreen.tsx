import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Blocks } from "lucide-react";
import { useMemo } from "react";
import { NodeListDocument } from "../../../generated/graphql.ts";
import { FindBox } from "../../app/shell/FindBox.tsx";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { Page, PageNote, PageProblem } from "../../app/shell/Page.tsx";
import { NodeTile } from "../../canvas/view/NodeTile.tsx";
import { readPages } from "../../data/pages.ts";
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
  const condition = {
    newest: true,
    ...(q.trim() === "" ? {} : { search: q.trim() }),
    ...(isEffects(asked) ? { effects: asked } : {}),
  };
  const { data, error, isPending } = useQuery({
    queryKey: ["nodes", condition],
    queryFn: async ({ signal }) =>
      readPages(async (after) => (await request(NodeListDocument, { condition, after }, signal)).nodes),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const shown = useMemo(
    () =>
      (data?.rows ?? []).map((node) => ({
        node,
        manifest: readManifest(node.manifest, node.name, node.version),
      })),
    [data],
  );
  const narrowed = Object.keys(condition).length > 1;
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
      {data?.more && <PageNote>The first {shown.length} by name. There are more.</PageNote>}
      {data && shown.length === 0 && !narrowed && (
        <EmptyState glyph={<Blocks />} title="No node yet" sql={sql}>
          A worker announces the nodes it can run when it starts. Start one with reflux worker.
        </EmptyState>
      )}
      {data && shown.length === 0 && narrowed && (
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
            <h2 className={`small medium tertiary ${styles.heading}`}>{categoryTitle(category)}</h2>
            <ul className={`grid gap-2 ${styles.cards}`}>
              {group.map(({ node, manifest }) => (
                <li key={node.id}>
                  <Link to="/nodes/$id" params={{ id: node.name }} className={styles.card}>
                    <NodeTile icon={manifest.icon} />
                    <span className="stack grow gap-half">
                      <span className={styles.line}>
                        <span className="medium">{manifest.title}</span>
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
