import { getRouteApi } from "@tanstack/react-router";
import { ArrowRight, History } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { diffFlows } from "#language/flow/diff.ts";
import { HeaderActions } from "../../../app/shell/header-slot.tsx";
import { Page, PageProblem } from "../../../app/shell/Page.tsx";
import { useRefusal } from "../../../app/useWho.ts";
import { quote } from "../../../data/call-forms.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { Select } from "../../../ui/controls/Select.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { changesOf, summaryOf } from "./changes.ts";
import { RestoreDialog } from "./RestoreDialog.tsx";
import { useVersionFlow, useVersions } from "./useVersions.ts";
import { VersionList } from "./VersionList.tsx";
import styles from "./VersionsScreen.module.css";

const route = getRouteApi("/flows/$slug/versions");
const DiffCanvas = lazy(async () =>
  import("./DiffCanvas.tsx").then((module) => ({ default: module.DiffCanvas })),
);

/** What changed, when, by whom and why. The pair compared is in the address. */
export function VersionsScreen() {
  const { slug } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useVersions(slug);
  const versions = list.data?.versions ?? [];
  const head = search.head ?? versions[0]?.number;
  const base = search.base ?? versions.find((version) => version.number < (head ?? 0))?.number;
  const [before, after] = [useVersionFlow(slug, base), useVersionFlow(slug, head)];
  const [restoring, setRestoring] = useState(false);
  const [step, setStep] = useState<string>();
  const mayNotRestore = useRefusal("rollback_flow");
  const [from, to] = [before.data?.flow, after.data?.flow];
  const changes = useMemo(() => (from && to ? changesOf(diffFlows(from, to)) : undefined), [from, to]);

  /** What became of the step that is selected on the graph. */
  const ofStep = changes?.filter(({ what, name }) => what === "step" && name === step) ?? [];

  const problem = list.error ?? before.error ?? after.error;
  const choices = versions.map((version) => ({
    value: String(version.number),
    label: `v${version.number}`,
    detail: version.note ?? undefined,
  }));
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, base, head, ...next }), replace: true });
  return (
    <Page
      title={`Versions of ${slug}`}
      toolbar={
        versions.length > 1 && (
          <>
            <Select
              aria-label="Compare"
              size="small"
              value={base === undefined ? null : String(base)}
              onValueChange={(next) => change({ base: Number(next) })}
              choices={choices}
            />
            <ArrowRight className={styles.arrow} aria-label="with" role="img" />
            <Select
              aria-label="With"
              size="small"
              value={head === undefined ? null : String(head)}
              onValueChange={(next) => change({ head: Number(next) })}
              choices={choices}
            />
            <span className={styles.summary} role="status">
              {changes && summaryOf(changes)}
            </span>
            <Segmented
              label="View"
              value={search.view ?? "graph"}
              onValueChange={(view) => change({ view: view === "graph" ? undefined : view })}
              choices={[
                { value: "graph", label: "Graph" },
                { value: "fields", label: "Fields" },
              ]}
            />
          </>
        )
      }
    >
      <HeaderActions>
        <CopyAs
          sql={`select v.number, v.note, v.author, v.created_at\nfrom reflux.flow_versions v join reflux.flows f on f.id = v.flow_id\nwhere f.slug = ${quote(slug)}\norder by v.number desc;`}
          graphql={`{\n  flowBySlug(slug: "${slug}") {\n    versions(orderBy: [NUMBER_DESC]) { nodes { number note author createdAt document } }\n  }\n}`}
          link={location.href}
        />
        {head !== undefined && head !== list.data?.current && (
          <Button icon={<History />} blocked={mayNotRestore} onClick={() => setRestoring(true)}>
            Restore v{head}
          </Button>
        )}
      </HeaderActions>
      <PageProblem error={problem} />
      {list.isPending && <Skeleton shape="row" lines={6} label="Loading versions" />}
      {list.data && versions.length === 0 && (
        <EmptyState
          title={list.data.found ? "Nothing published yet" : "There is no such flow"}
          sql={`select * from reflux.publish_draft(${quote(slug)}, note => 'First version');`}
        >
          A version is made whenever a draft is published or a document deployed, and is never changed.
        </EmptyState>
      )}
      {versions.length > 0 && (
        <div className={`stack grow shrinks-y ${styles.container}`}>
          <div className={styles.columns}>
            <VersionList
              slug={slug}
              versions={versions}
              current={list.data?.current}
              base={base}
              head={head}
            />
            <div className={`stack grow ${styles.diff}`}>
              {versions.length === 1 && (
                <EmptyState title="One version so far">
                  The next one is laid over this one here, on the graph and field by field.
                </EmptyState>
              )}
              {changes && search.view === "fields" && <ChangeList changes={changes} />}
              {changes && from && to && before.data && after.data && search.view !== "fields" && (
                <Suspense fallback={<Skeleton shape="block" lines={1} label="Loading the graph" />}>
                  <DiffCanvas
                    key={`${base} ${head}`}
                    base={from}
                    head={to}
                    types={[...before.data.types, ...after.data.types]}
                    label={`Flow ${slug}, from version ${base} to ${head}`}
                    onSelect={setStep}
                  />
                  {ofStep.length > 0 && (
                    <section className={`fixed scrolls ${styles.step}`} aria-label={`Changes of ${step}`}>
                      <ChangeList changes={ofStep} />
                    </section>
                  )}
                </Suspense>
              )}
            </div>
          </div>
        </div>
      )}
      {restoring && head !== undefined && after.data && (
        <RestoreDialog
          slug={slug}
          version={head}
          onClose={() => setRestoring(false)}
          onDone={(number) => {
            void list.refetch();
            change({ base: list.data?.current, head: number });
          }}
        />
      )}
    </Page>
  );
}
