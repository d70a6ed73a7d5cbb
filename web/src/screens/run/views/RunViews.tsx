import { ChartGantt, FoldHorizontal, List, Workflow } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { Segmented } from "../../../ui/controls/Segmented.tsx";
import { Switch } from "../../../ui/controls/Switch.tsx";
import { Skeleton } from "../../../ui/feedback/Skeleton.tsx";
import type { RunGraph } from "../graph.ts";
import { criticalKeys } from "../timeline-rows.ts";
import type { RunView } from "../useRun.ts";
import { RunTimeline } from "./RunTimeline.tsx";
import styles from "./RunViews.module.css";
import { StepList } from "./StepList.tsx";

const RunCanvas = lazy(async () => ({ default: (await import("./RunCanvas.tsx")).RunCanvas }));

export type Mode = "timeline" | "canvas" | "steps";
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
  readonly onChange: (next: { readonly view?: Mode; readonly only?: Only }) => void;
}

/** The same steps against time, along their edges, and in a list. */
export function RunViews(props: RunViewsProps) {
  const { view, mode, only, selected, follow, onSelect, onChange } = props;
  const [fold, setFold] = useState(true);
  const critical = useMemo(() => criticalKeys(view.steps), [view.steps]);
  const ended = view.run.finishedAt !== null;
  return (
    <div className={styles.views}>
      <div className={styles.bar}>
        <Segmented
          label="View"
          value={mode}
          onValueChange={(next) => onChange({ view: next })}
          choices={[
            { value: "timeline", label: "Timeline", icon: <ChartGantt /> },
            { value: "canvas", label: "Canvas", icon: <Workflow /> },
            { value: "steps", label: "Steps", icon: <List /> },
          ]}
        />
        {mode !== "canvas" && (
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
        <span className={styles.space} />
        {!view.whole && (
          <span className={styles.quiet} role="status">
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
          attempts={view.attempts}
          ended={ended}
          only={only}
          fold={fold}
          selected={selected}
          onSelect={onSelect}
        />
      ) : mode === "steps" ? (
        <StepList
          steps={view.steps}
          only={only}
          critical={critical}
          selected={selected}
          onSelect={onSelect}
        />
      ) : (
        <div className={styles.canvas}>
          <Suspense fallback={<Skeleton shape="block" lines={1} label="Loading the canvas" />}>
            <RunCanvas
              run={view.run.id}
              tried={view.run.pinned}
              graph={props.graph}
              steps={view.steps}
              selected={selected}
              onSelect={onSelect}
            />
          </Suspense>
        </div>
      )}
    </div>
  );
}
