import { useMemo } from "react";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { useClock } from "../../../ui/time/clock.ts";
import { Timeline } from "../../../ui/timeline/Timeline.tsx";
import { keyOf, type StepRow } from "../steps.ts";
import { type Attempt, criticalKeys, timelineRows } from "../timeline-rows.ts";

export interface RunTimelineProps {
  readonly steps: readonly StepRow[];
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  readonly ended: boolean;
  readonly only: "all" | "failed" | "critical";
  readonly fold: boolean;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
}

/** Steps against time. Critical dims what did not matter; failed leaves it out. */
export function RunTimeline({ steps, attempts, ended, only, fold, selected, onSelect }: RunTimelineProps) {
  const ticking = useClock(!ended);
  const rows = useMemo(() => timelineRows(steps, attempts), [steps, attempts]);
  const critical = useMemo(() => (only === "critical" ? criticalKeys(steps) : undefined), [steps, only]);
  const failed = useMemo(
    () => new Set(steps.filter((step) => step.state === "failed" || step.failures > 0).map(keyOf)),
    [steps],
  );
  const shown = only === "failed" ? rows.filter((row) => failed.has(row.key)) : rows;
  const last = useMemo(
    () => rows.reduce((end, row) => Math.max(end, row.segments.at(-1)?.end ?? 0), 0),
    [rows],
  );
  if (shown.length === 0) {
    return (
      <EmptyState title={only === "failed" ? "Nothing failed" : "Nothing has begun"}>
        {only === "failed"
          ? "Every step that ran did so at the first attempt."
          : "As soon as a worker takes the first step, it appears here."}
      </EmptyState>
    );
  }
  return (
    <Timeline
      label="Timeline of steps"
      rows={shown}
      now={ended ? last : Math.max(ticking, last)}
      selected={selected}
      onSelect={onSelect}
      fold={fold}
      {...(critical ? { critical } : {})}
    />
  );
}
