import { useMemo } from "react";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import type { Interval } from "../../../ui/timeline/scale.ts";
import { Timeline, type TimelineRow } from "../../../ui/timeline/Timeline.tsx";
import { keyOf, type StepRow } from "../steps.ts";
import { criticalKeys } from "../timeline-rows.ts";

export interface RunTimelineProps {
  readonly steps: readonly StepRow[];
  readonly rows: readonly TimelineRow[];
  /** Those of which something happened in the part of time that was chosen. */
  readonly active: ReadonlySet<string> | undefined;
  readonly now: number;
  readonly span: Interval | undefined;
  readonly onSpan: (span: Interval | undefined) => void;
  readonly only: "all" | "failed" | "critical";
  readonly fold: boolean;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
}

/** Steps against time. Critical dims what did not matter; failed leaves it out. */
export function RunTimeline(props: RunTimelineProps) {
  const { steps, rows, active, now, only, fold, selected, onSelect } = props;
  const critical = useMemo(() => (only === "critical" ? criticalKeys(steps) : undefined), [steps, only]);
  const failed = useMemo(
    () => new Set(steps.filter((step) => step.state === "failed" || step.failures > 0).map(keyOf)),
    [steps],
  );
  const shown = rows.filter(
    (row) => (only !== "failed" || failed.has(row.key)) && (active?.has(row.key) ?? true),
  );
  if (shown.length === 0 && !active) {
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
      whole={rows}
      now={now}
      span={props.span}
      onSpan={props.onSpan}
      selected={selected}
      onSelect={onSelect}
      fold={fold}
      {...(critical ? { critical } : {})}
    />
  );
}
