import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { FindBox } from "../../app/shell/FindBox.tsx";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { mainList } from "../../app/shell/list-commands.ts";
import { Page, PageNote, PageProblem } from "../../app/shell/Page.tsx";
import { useRefusal } from "../../app/useWho.ts";
import { printSort } from "../../data/url.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Split } from "../../ui/layout/Split.tsx";
import { emptyList } from "../../ui/table/list.ts";
import { useList } from "../../ui/table/useList.ts";
import { VirtualTable } from "../../ui/table/VirtualTable.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { columnsOf } from "./columns.tsx";
import { listForms } from "./copy-forms.ts";
import { shownFlows, sortOf, tagsOf } from "./flow-list.ts";
import { NoFlows, NoneMatch } from "./NoFlows.tsx";
import { type FlowDialog, useFlowMenu } from "./useFlowMenu.tsx";
import { useFlows } from "./useFlows.ts";
import { useFlowsCommands } from "./useFlowsCommands.tsx";

// Beside the search, and not needed to see the flows.
const Filters = lazy(async () => ({ default: (await import("./Filters.tsx")).Filters }));

const route = getRouteApi("/flows/");
/** What is opened from the list: with it come the YAML reader, samples and code, which a first look does without. */
const ArchiveDialog = lazy(async () => import("./dialogs/ArchiveDialog.tsx"));
const DuplicateDialog = lazy(async () => import("./dialogs/DuplicateDialog.tsx"));
const OnFailureDialog = lazy(async () => import("./dialogs/OnFailureDialog.tsx"));
const FlowPeek = lazy(async () => import("./FlowPeek.tsx"));
const FlowsBulk = lazy(async () => import("./FlowsBulk.tsx"));
const NewFlowDialog = lazy(async () => import("./new/NewFlowDialog.tsx"));

export function FlowsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (next: Partial<typeof search>) =>
      void navigate({ search: (before) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  const { value, problem, again } = useFlows();
  const flows = value?.flows ?? none;
  const { q, tag, state, sort } = search;
  const rows = useMemo(() => shownFlows(flows, { q, tag, state, sort }), [flows, q, tag, state, sort]);
  const taken = useMemo(() => new Set(flows.map((flow) => flow.slug)), [flows]);

  const [list, setList] = useList(rows, slugOfRow);
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<{ readonly dialog: FlowDialog; readonly slug: string }>();
  const ask = useCallback(
    (dialog: FlowDialog, flow: FlowRowFragment) => setAsked({ dialog, slug: flow.slug }),
    [],
  );
  const menu = useFlowMenu(ask, again);
  const columns = useMemo(() => columnsOf(menu), [menu]);
  const mayNotCreate = useRefusal("create_flow");
  const create = useCallback(() => setCreating(true), []);
  const active = rows.find((flow) => flow.slug === list.active);
  const marked = useMemo(() => rows.filter((flow) => list.selected.has(flow.slug)), [rows, list]);
  const everMarked = useRef(false);
  everMarked.current ||= marked.length > 0;
  useFlowsCommands({ active, menu, onNew: create });

  const peeked = flows.find((flow) => flow.slug === search.peek);
  const narrowed = q !== undefined || tag !== undefined || state !== undefined;
  const close = () => setAsked(undefined);
  return (
    <Page
      title="Flows"
      toolbar={
        <>
          <FindBox
            page="Flows"
            placeholder="Find by name, title or tag"
            value={q}
            onChange={(words) => change({ q: words })}
          />
          <Suspense fallback={null}>
            <Filters flows={flows} tags={tagsOf(flows)} tag={tag} state={state} onChange={change} />
          </Suspense>
        </>
      }
    >
      <HeaderActions>
        <CopyAs {...listForms(search)} link={location.href} />
        <Button look="primary" icon={<Plus />} keys="n" blocked={mayNotCreate} onClick={create}>
          New flow
        </Button>
      </HeaderActions>
      <Split
        name="flows.peek"
        label="Peek"
        initial={380}
        aside={
          peeked && <FlowPeek flow={peeked} menu={menu(peeked)} onClose={() => change({ peek: undefined })} />
        }
      >
        <PageProblem error={problem} />
        {value?.more && (
          <PageNote>
            The first {flows.length} flows by name. The rest is found in psql, or by GraphQL with a search.
          </PageNote>
        )}
        <VirtualTable
          label="Flows"
          rows={rows}
          columns={columns}
          rowKey={slugOfRow}
          list={list}
          onListChange={setList}
          onOpen={(flow) => void navigate({ to: "/flows/$slug/edit", params: { slug: flow.slug } })}
          onPeek={(flow) => change({ peek: flow.slug })}
          selectable
          sort={sortOf(sort)}
          onSort={(next) => change({ sort: printSort(next) === "name" ? undefined : printSort(next) })}
          loading={value === undefined && !problem}
          handle={mainList}
          empty={
            value &&
            (narrowed ? (
              <NoneMatch onClear={() => change({ q: undefined, tag: undefined, state: undefined })} />
            ) : (
              <NoFlows blocked={mayNotCreate} onNew={create} />
            ))
          }
        />
        {everMarked.current && (
          <Suspense>
            <FlowsBulk flows={marked} onClear={() => setList(emptyList)} onDone={again} />
          </Suspense>
        )}
      </Split>
      <Suspense>
        {asked?.dialog === "archive" && <ArchiveDialog slug={asked.slug} onClose={close} onDone={again} />}
        {asked?.dialog === "duplicate" && (
          <DuplicateDialog slug={asked.slug} taken={taken} onClose={close} onDone={again} />
        )}
        {asked?.dialog === "on-failure" && (
          <OnFailureDialog slug={asked.slug} onClose={close} onDone={again} />
        )}
        {creating && <NewFlowDialog taken={taken} onClose={() => setCreating(false)} onDone={again} />}
      </Suspense>
    </Page>
  );
}

const none: readonly FlowRowFragment[] = [];
const slugOfRow = (flow: FlowRowFragment) => flow.slug;
