import {
  ChartGantt,
  FoldHorizontal,
  History as HistoryIcon,
  List,
  ScrollText,
  Workflow,
  X,
} from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button } from "../../../ui/controls/Button.tsx";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { Switch } from "../../../ui/controls/Switch.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import { useClock } from "../../../ui/time/clock.ts";
import { formatDuration } from "../../../ui/time/duration.ts";
import type { Interval } from "../../../ui/timeline/scale.ts";
import type { RunGraph } from "../graph.ts";
import { History } from "../History.tsx";
import { Logs } from "../Logs.tsx";
import { keyOf } from "../steps.ts";
import { activeKeys, criticalKeys, printSpan, readSpan, timelineRows } from "../timeline-rows.ts";
import type { RunView } from "../useRun.ts";
import { RunTimeline } from "./RunTimeline.tsx";
import styles from "./RunViews.module.css";
import { StepList } from "./StepList.tsx";

const RunCanvas = lazy(async () => ({ default: (await import("./RunCanvas.tsx")).RunCanvas }));
const ofSteps: ReadonlySet<Mode> = new Set(["timeline", "steps"]);

export type Mode = "timeline" | "canvas" | "steps" | "logs" | "history";
export type Only = "all" | "failed" | "critical";

export interface RunViewsProps {
  readonly view: RunView;
  readonly graph: RunGraph | undefined;
  readonly mode: Mode;
  readonly only: Only;
  readonly selected: string | null;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly onSelect: (key: string) => void;
  readonly onChange: (next: RunViewsChange) => void;
  /** The part of time that was chosen, as the address has it. */
  readonly range: string | undefined;
}

export interface RunViewsChange {
  readonly view?: Mode;
  readonly only?: Only;
  readonly range?: string | undefined;
}

/** The same steps against time, along their edges, and in a list. */
export function RunViews(props: RunViewsProps) {
  const { view, mode, only, selected, follow, range, onSelect, onChange } = props;
  const [fold, setFold] = useState(true);
  const critical = useMemo(() => criticalKeys(view.steps), [view.steps]);
  const ended = view.run.finishedAt !== null;
  const { createdAt } = view.run;
  const rows = useMemo(() => timelineRows(view.steps, view.attempts), [view.steps, view.attempts]);
  const ticking = useClock(!ended);
  const last = useMemo(
    () => rows.reduce((end, row) => Math.max(end, row.segments.at(-1)?.end ?? 0), 0),
    [rows],
  );
  const now = ended ? last : Math.max(ticking, last);
  const span = useMemo(() => readSpan(range, createdAt), [range, createdAt]);
  const active = useMemo(() => span && activeKeys(rows, span, now), [rows, span, now]);
  const steps = useMemo(
    () => (active ? view.steps.filter((step) => active.has(keyOf(step))) : view.steps),
    [view.steps, active],
  );
  const setSpan = (next: Interval | undefined) => onChange({ range: printSpan(next, createdAt) });
  return (
    <div className="stack grow shrinks-y">
      <div className={`row wrap fixed ${styles.bar}`}>
        <Segmented
          label="View"
          value={mode}
          onValueChange={(next) => onChange({ view: next })}
          choices={[
            { value: "timeline", label: "Timeline", icon: <ChartGantt /> },
            { value: "canvas", label: "Canvas", icon: <Workflow /> },
            { value: "steps", label: "Steps", icon: <List /> },
            { value: "logs", label: "Logs", icon: <ScrollText /> },
            { value: "history", label: "History", icon: <HistoryIcon /> },
          ]}
        />
        {ofSteps.has(mode) && (
          <Segmented
            label="Which steps"
            value={only}
            onValueChange={(next) => onChange({ only: next })}
            choices={[
              { value: "all", label: "All" },
              { value: "failed", label: "Failed" },
              { value: "critical", label: "Critical path" },
            ]}
          />
        )}
        {span && active && (
          <Button size="small" icon={<X />} keys="Escape" onClick={() => setSpan(undefined)}>
            <span role="status">
              {formatDuration(span.start - Date.parse(createdAt))} to{" "}
              {formatDuration(span.end - Date.parse(createdAt))}: {active.size} of {view.steps.length}{" "}
              {view.steps.length === 1 ? "step" : "steps"}
            </span>
          </Button>
        )}
        <span className="grow" />
        {!view.whole && (
          <span className="small tertiary" role="status">
            {view.steps.length} steps, more to come
          </span>
        )}
        {!ended && <Switch label="Follow" checked={follow} onCheckedChange={props.onFollow} />}
        {mode === "timeline" && (
          <IconButton
            label="Fold time in which nothing ran"
            icon={<FoldHorizontal />}
            pressed={fold}
            onClick={() => setFold(!fold)}
          />
        )}
      </div>
      {mode === "timeline" ? (
        <RunTimeline
          steps={view.steps}
          rows={rows}
          active={active}
          now={now}
          span={span}
          onSpan={setSpan}
          only={only}
          fold={fold}
          selected={selected}
          onSelect={onSelect}
        />
      ) : mode === "steps" ? (
        <StepList steps={steps} only={only} critical={critical} selected={selected} onSelect={onSelect} />
      ) : mode === "logs" ? (
        <Logs run={view.run.id} mark={view.run.state} live={!ended} />
      ) : mode === "history" ? (
        <History run={view.run} onSelect={onSelect} />
      ) : (
        <div className="grow shrinks-y">
          <Suspense fallback={<Skeleton shape="block" lines={1} label="Loading the canvas" />}>
            <RunCanvas
              run={view.run.id}
              tried={view.run.pinned}
              graph={props.graph}
              steps={steps}
              selected={selected}
              onSelect={onSelect}
            />
          </Suspense>
        </div>
      )}
    </div>
  );
}
