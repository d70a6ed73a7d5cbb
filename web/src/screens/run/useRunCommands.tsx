import { CircleSlash, List, Pause, Play, RotateCcw, SkipForward, Timer, Workflow } from "lucide-react";
import { useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { Intent, RunAction, StepAction } from "./control/actions.ts";
import { keyOf, nextFailure, type StepRow } from "./steps.ts";
import type { RunView } from "./useRun.ts";
import type { Mode, Only } from "./views/RunViews.tsx";

export interface RunCommandsOptions {
  readonly view: RunView | undefined;
  readonly step: StepRow | undefined;
  readonly only: Only;
  readonly mode: Mode;
  readonly attempt: number | undefined;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly onSelect: (step: StepRow | undefined) => void;
  readonly onChange: (next: {
    readonly view?: Mode;
    readonly only?: Only;
    readonly tab?: "attempts";
    readonly attempt?: number;
  }) => void;
  readonly onAsk: (intent: Intent) => void;
}

/** What the keys of UI.md do on the page of a run. */
export function useRunCommands(options: RunCommandsOptions): void {
  const { view, step, only, mode, attempt, follow, onFollow, onSelect, onChange, onAsk } = options;
  const list = useMemo((): readonly Command[] => {
    const steps = view?.steps ?? [];
    const may = (action: RunAction) => () => view?.run.allowedActions?.includes(action) ?? false;
    const stepMay = (action: StepAction) => () => step?.allowedActions.includes(action) ?? false;
    const turn = (by: number) => () => {
      if (!step) return;
      const next = Math.min(step.attempt, Math.max(1, (attempt ?? step.attempt) + by));
      onChange({ tab: "attempts", attempt: next });
    };
    return [
      {
        id: "run.next-error",
        title: "Next error",
        group: "Run",
        keys: ["e"],
        icon: <SkipForward />,
        when: () => nextFailure(steps, undefined) !== undefined,
        run: () => onSelect(nextFailure(steps, step && keyOf(step))),
      },
      {
        id: "run.redrive-step",
        title: "Re-drive from the selected step",
        group: "Run",
        keys: ["r"],
        words: "retry rerun again",
        icon: <RotateCcw />,
        when: stepMay("redrive_step"),
        run: () => step && onAsk({ action: "redrive_step", step }),
      },
      {
        id: "run.redrive",
        title: "Re-drive every failed step",
        group: "Run",
        keys: ["Shift+R"],
        icon: <RotateCcw />,
        when: may("redrive_run"),
        run: () => onAsk({ action: "redrive_run" }),
      },
      {
        id: "run.retry-now",
        title: "Retry the selected step now",
        group: "Run",
        when: stepMay("retry_now"),
        run: () => step && onAsk({ action: "retry_now", step }),
      },
      {
        id: "run.signal",
        title: "Send a signal to the selected step",
        group: "Run",
        when: stepMay("signal_step"),
        run: () => step && onAsk({ action: "signal_step", step }),
      },
      {
        id: "run.pause",
        title: "Pause the run",
        group: "Run",
        keys: ["Space"],
        icon: <Pause />,
        when: may("pause_run"),
        run: () => onAsk({ action: "pause_run" }),
      },
      {
        id: "run.resume",
        title: "Resume the run",
        group: "Run",
        keys: ["Space"],
        icon: <Play />,
        when: may("resume_run"),
        run: () => onAsk({ action: "resume_run" }),
      },
      {
        id: "run.cancel",
        title: "Cancel the run",
        group: "Run",
        icon: <CircleSlash />,
        when: may("cancel_run"),
        run: () => onAsk({ action: "cancel_run" }),
      },
      {
        id: "run.timeline",
        title: mode === "timeline" ? "Steps as a list" : "Timeline",
        group: "Run",
        keys: ["t"],
        icon: mode === "timeline" ? <List /> : <Timer />,
        run: () => onChange({ view: mode === "timeline" ? "steps" : "timeline" }),
      },
      {
        id: "run.canvas",
        title: "Steps on the canvas",
        group: "Run",
        icon: <Workflow />,
        run: () => onChange({ view: "canvas" }),
      },
      {
        id: "run.failed-only",
        title: only === "failed" ? "Show all steps" : "Show failed steps only",
        group: "Run",
        run: () => onChange({ only: only === "failed" ? "all" : "failed" }),
      },
      {
        id: "run.attempt.previous",
        title: "Previous attempt",
        group: "Run",
        keys: ["["],
        when: () => step !== undefined && step.attempt > 0,
        run: turn(-1),
      },
      {
        id: "run.attempt.next",
        title: "Next attempt",
        group: "Run",
        keys: ["]"],
        when: () => step !== undefined && step.attempt > 0,
        run: turn(1),
      },
      {
        id: "run.follow",
        title: follow ? "Stop following" : "Follow what runs",
        group: "Run",
        keys: ["."],
        run: () => onFollow(!follow),
      },
      {
        id: "run.close-step",
        title: "Close the step",
        group: "Run",
        keys: ["Escape"],
        unlisted: true,
        when: () => step !== undefined,
        run: () => onSelect(undefined),
      },
    ];
  }, [view, step, only, mode, attempt, follow, onFollow, onSelect, onChange, onAsk]);
  useCommands(list);
}
