import { getRouteApi } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Page, PageProblem } from "../../app/shell/Page.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Skeleton } from "../../ui/feedback/Skeleton.tsx";
import { Split } from "../../ui/layout/Split.tsx";
import { type Change, withChange } from "../runs/search-change.ts";
import { type Intent, markOf, type Requested, requestedOf } from "./control/actions.ts";
import { ControlDialog } from "./control/ControlDialog.tsx";
import { StepDrawer } from "./drawer/StepDrawer.tsx";
import { useRunGraph } from "./graph.ts";
import { RunHeader } from "./RunHeader.tsx";
import { keyOf, openingStep, type StepRow } from "./steps.ts";
import { useRun } from "./useRun.ts";
import { useRunCommands } from "./useRunCommands.tsx";
import { RunViews } from "./views/RunViews.tsx";

const route = getRouteApi("/runs/$id");
const noSteps: readonly StepRow[] = [];

/** One run: three views of its steps, one selection, and beside it all there is to know of what is selected. */
export function RunScreen() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { view, missing, problem } = useRun(/^\d+$/.test(id) ? id : "0");
  const graph = useRunGraph(view?.run);
  const [intent, setIntent] = useState<Intent>();
  const [requested, setRequested] = useState<Requested>();
  const [follow, setFollow] = useState(false);

  const change = useCallback(
    (next: Change<typeof search>) =>
      void navigate({ search: (before) => withChange(before, next), replace: true }),
    [navigate],
  );
  const steps = view?.steps ?? noSteps;
  const selected = search.step === undefined ? null : keyOf({ step: search.step, scope: search.scope ?? "" });
  const step = useMemo(() => steps.find((one) => keyOf(one) === selected), [steps, selected]);
  const select = useCallback(
    (next: Pick<StepRow, "step" | "scope"> | undefined) =>
      change({
        step: next?.step,
        scope: next?.scope === "" ? undefined : next?.scope,
        attempt: undefined,
        ...(next ? {} : { tab: undefined }),
      }),
    [change],
  );
  const selectKey = useCallback(
    (key: string) => select(steps.find((one) => keyOf(one) === key) ?? steps.find((one) => one.step === key)),
    [select, steps],
  );

  // Once for each run, and only if the address names no step: whoever closes the drawer wants it closed.
  const focused = useRef("");
  useEffect(() => {
    if (!view || focused.current === id) return;
    focused.current = id;
    const ended = view.run.finishedAt !== null;
    const first = search.step === undefined ? openingStep(view.steps, ended, Date.now()) : undefined;
    if (first) select(first);
  }, [view, id, search.step, select]);

  const running = follow ? steps.findLast((one) => one.state === "running") : undefined;
  const [runningStep, runningScope] = [running?.step, running?.scope ?? ""];
  useEffect(() => {
    if (runningStep !== undefined) select({ step: runningStep, scope: runningScope });
  }, [runningStep, runningScope, select]);

  // A wish is fulfilled when its row is no longer what it was.
  const asked =
    requested?.step === undefined ? undefined : steps.find((one) => keyOf(one) === requested.step);
  const pending = requested && view && requested.was === markOf(view.run, asked) ? requested : undefined;

  useRunCommands({
    view,
    step,
    only: search.only ?? "all",
    mode: search.view ?? "timeline",
    attempt: search.attempt,
    range: search.range,
    follow,
    onFollow: setFollow,
    onSelect: select,
    onChange: change,
    onAsk: setIntent,
  });

  if (missing) {
    return (
      <Page title={`Run ${id}`}>
        <EmptyState
          glyph={<SearchX />}
          title={`There is no run ${id}`}
          sql="select id, state from reflux.runs order by id desc limit 10;"
        >
          It may belong to a flow you may not see, or its history was cleared.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={`Run ${id}`}>
      {view && (
        <RunHeader
          view={view}
          requested={pending?.step === undefined ? pending?.words : undefined}
          onAsk={setIntent}
        />
      )}
      <PageProblem error={problem} />
      {!view ? (
        !problem && <Skeleton shape="row" lines={8} label={`Loading run ${id}`} />
      ) : (
        <Split
          name="run.step"
          label="Step"
          initial={460}
          aside={
            step && (
              <StepDrawer
                run={id}
                flow={view.run.flow?.slug ?? ""}
                createdAt={view.run.createdAt}
                step={step}
                tab={search.tab}
                attempt={search.attempt}
                requested={pending?.step === keyOf(step) ? pending.words : undefined}
                onTab={(tab) => change({ tab })}
                onAsk={setIntent}
                onClose={() => select(undefined)}
              />
            )
          }
        >
          <RunViews
            view={view}
            graph={graph}
            mode={search.view ?? "timeline"}
            only={search.only ?? "all"}
            range={search.range}
            selected={step ? keyOf(step) : null}
            follow={follow}
            onFollow={setFollow}
            onSelect={selectKey}
            onChange={change}
          />
        </Split>
      )}
      {intent && view && (
        <ControlDialog
          run={id}
          intent={intent}
          steps={steps}
          effects={graph?.effects ?? noEffects}
          onClose={() => setIntent(undefined)}
          onAsked={(done) => setRequested(requestedOf(done, view.run))}
        />
      )}
    </Page>
  );
}

const noEffects: ReadonlyMap<string, string> = new Map();
