import { getRouteApi } from "@tanstack/react-router";
import { ListTree } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { RunRowFragment } from "../../../generated/graphql.ts";
import { BulkBar } from "../../app/bulk/BulkBar.tsx";
import { BulkDialog } from "../../app/bulk/BulkDialog.tsx";
import type { Bulk } from "../../app/bulk/bulk.ts";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { mainList } from "../../app/shell/list-commands.ts";
import { Page, PageNote, PageProblem } from "../../app/shell/Page.tsx";
import { firstFlowSql } from "../../data/call-forms.ts";
import { lastDay, parseTimeRange, printTimeRange } from "../../data/time-range.ts";
import { printSet } from "../../data/url.ts";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Split } from "../../ui/layout/Split.tsx";
import { emptyList } from "../../ui/table/list.ts";
import { useList } from "../../ui/table/useList.ts";
import { VirtualTable } from "../../ui/table/VirtualTable.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { Brush } from "./Brush.tsx";
import { bulkActions, runsBulk } from "./bulk.tsx";
import { columns } from "./columns.tsx";
import { runsGraphql, runsSql } from "./copy-forms.ts";
import { Facets } from "./Facets.tsx";
import { likeThis } from "./like-this.ts";
import { Peek } from "./Peek.tsx";
import { planQuery } from "./plan-query.ts";
import { QueryBox } from "./QueryBox.tsx";
import styles from "./RunsScreen.module.css";
import { type Change, withChange } from "./search-change.ts";
import { useFacets, useFlowNames, useHistogram } from "./useCounts.ts";
import { useRuns } from "./useRuns.ts";
import { useRunsCommands } from "./useRunsCommands.tsx";

const route = getRouteApi("/runs/");

/** Every run there is, newest first; all that narrows it is in the address. */
export function RunsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Change<typeof search>, replace = false) =>
      void navigate({ search: (before) => withChange(before, next), replace }),
    [navigate],
  );
  const { q, state, time } = search;
  const address = `${q} ${state} ${time}`;
  // A moving range moves when the view is opened anew, not under the reader's eyes: what is new comes by itself.
  const now = useMoment(address);
  const plan = useMemo(() => planQuery({ q, state, time }, now), [q, state, time, now]);
  const range = (search.time === undefined ? undefined : parseTimeRange(search.time)) ?? lastDay;

  const runs = useRuns(plan.condition);
  const rows = useMemo(() => runs.rows.filter(plan.matches), [runs.rows, plan]);
  const { states: _, ...period } = plan.condition;
  const facets = useFacets(period, runs.revision);
  const buckets = useHistogram(range, plan.condition.flow ?? undefined, runs.revision);
  const flows = useFlowNames();

  const [list, setList] = useList(rows, idOf);
  const [bulk, setBulk] = useState<Bulk>();
  const chosen = useMemo(() => rows.filter((row) => list.selected.has(row.id)), [rows, list]);
  const peeked = rows.find((row) => row.id === String(search.peek));
  const box = useRef<HTMLInputElement>(null);

  const open = (run: RunRowFragment) => void navigate({ to: "/runs/$id", params: { id: run.id } });
  const alike = useCallback(
    (run: RunRowFragment) => change({ q: likeThis(run), state: undefined, peek: undefined }),
    [change],
  );
  const active = rows.find((row) => row.id === list.active);
  useRunsCommands({ box, active, chosen, onAct: setBulk, onLikeThis: alike });

  const narrowed = Object.keys(plan.condition).length > 0 || plan.local.length > 0;
  return (
    <Page
      title="Runs"
      toolbar={
        <>
          <QueryBox
            value={search.q ?? ""}
            onChange={(q) => change({ q: q === "" ? undefined : q }, true)}
            problems={plan.query.problems}
            known={{ flow: flows }}
            inputRef={box}
          />
          <Facets
            counts={facets}
            chosen={plan.states}
            onChange={(states) => change({ state: printSet(states) }, true)}
          />
        </>
      }
    >
      <HeaderActions>
        <CopyAs sql={runsSql(plan.condition)} graphql={runsGraphql(plan.condition)} link={location.href} />
      </HeaderActions>
      <Brush
        buckets={buckets}
        range={range.kind === "last" ? range.text : ""}
        fixed={range.kind === "fixed"}
        onRange={(time) => change({ time: time === "24h" ? undefined : time })}
        onSelect={(start, end) => change({ time: printTimeRange({ kind: "fixed", from: start, to: end }) })}
      />
      <Split
        name="runs.peek"
        label="Peek"
        initial={380}
        aside={
          peeked && (
            <Peek
              run={peeked}
              onClose={() => change({ peek: undefined }, true)}
              onLikeThis={() => alike(peeked)}
            />
          )
        }
      >
        <PageProblem error={runs.problem} />
        {plan.local.length > 0 && (
          <PageNote>
            {rows.length} of the newest {runs.rows.length} {runs.rows.length === 1 ? "run" : "runs"} by{" "}
            {plan.local.join(", ")}.{" "}
            {runs.more && (
              <button type="button" className={styles.more} onClick={runs.loadMore}>
                Look further back
              </button>
            )}
          </PageNote>
        )}
        {rows.length === 0 && !runs.loading && !runs.problem ? (
          // In place of the table, not in it: a grid has rows and nothing else.
          narrowed ? (
            <NoneMatch onClear={() => change({ q: undefined, state: undefined, time: undefined })} />
          ) : (
            <None />
          )
        ) : (
          <VirtualTable
            label="Runs"
            rows={rows}
            columns={columns}
            rowKey={idOf}
            list={list}
            onListChange={setList}
            onOpen={open}
            onPeek={(run) => change({ peek: Number(run.id) }, true)}
            selectable
            loading={runs.loading}
            onEnd={plan.local.length === 0 ? runs.loadMore : nothing}
            handle={mainList}
          />
        )}
        {chosen.length > 0 && (
          <BulkBar
            bulks={bulkActions.map((action) => runsBulk(action, chosen))}
            onAct={setBulk}
            onClear={() => setList(emptyList)}
          />
        )}
      </Split>
      {bulk && <BulkDialog bulk={bulk} onClose={() => setBulk(undefined)} />}
    </Page>
  );
}

function None() {
  return (
    <EmptyState glyph={<ListTree />} title="No run yet" sql={firstFlowSql}>
      A run is one passage through a flow. Start one from a flow, by its webhook or schedule, or with one
      statement.
    </EmptyState>
  );
}

function NoneMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      title="No run matches"
      action={
        <button type="button" className={styles.more} onClick={onClear}>
          Show all runs
        </button>
      }
    >
      Runs that come to match appear here by themselves.
    </EmptyState>
  );
}

/** The moment at which a view was opened. */
function useMoment(view: string): number {
  const opened = useRef({ view, at: Date.now() });
  if (opened.current.view !== view) opened.current = { view, at: Date.now() };
  return opened.current.at;
}

const idOf = (run: RunRowFragment) => run.id;
const nothing = () => {};
