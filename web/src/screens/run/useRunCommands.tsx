import {
  CircleSlash,
  History,
  List,
  Pause,
  Play,
  RotateCcw,
  ScrollText,
  SkipForward,
  Timer,
  Workflow,
} from "lucide-react";
import { useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { Intent, RunAction, StepAction } from "./control/actions.ts";
import { actionValues } from "./control/forms.ts";
import { keyOf, nextFailure, type StepRow } from "./steps.ts";
import type { RunView } from "./useRun.ts";
import type { Mode, Only } from "./views/RunViews.tsx";

export interface RunCommandsOptions {
  readonly view: RunView | undefined;
  readonly step: StepRow | undefined;
  readonly only: Only;
  readonly mode: Mode;
  readonly attempt: number | undefined;
  /** The part of time that was chosen. */
  readonly range: string | undefined;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly onSelect: (step: StepRow | undefined) => void;
  readonly onChange: (next: {
    readonly view?: Mode;
    readonly only?: Only;
    readonly tab?: "attempts";
    readonly attempt?: number;
    readonly range?: undefined;
  }) => void;
  readonly onAsk: (intent: Intent) => void;
}

export function runCommands(options: RunCommandsOptions): readonly Command[] {
  const { view, step, only, mode, attempt, range, follow, onFollow, onSelect, onChange, onAsk } = options;
  const steps = view?.steps ?? [];
  const act = (action: RunAction) => ({
    kind: "act" as const,
    call: action,
    values: () => actionValues(view?.run.id ?? "0", { action }),
    group: "Run",
    when: () => view?.run.allowedActions?.includes(action) ?? false,
    run: () => onAsk({ action }),
  });
  const stepAct = (action: StepAction) => ({
    kind: "act" as const,
    call: action,
    values: () => (step ? actionValues(view?.run.id ?? "0", { action, step }) : {}),
    group: "Run",
    when: () => step?.allowedActions.includes(action) ?? false,
    run: () => step && onAsk({ action, step }),
  });
  const turn = (by: number) => () => {
    if (!step) return;
    const next = Math.min(step.attempt, Math.max(1, (attempt ?? step.attempt) + by));
    onChange({ tab: "attempts", attempt: next });
  };
  return [
    {
      kind: "view",
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
      keys: ["r"],
      words: "retry rerun again",
      icon: <RotateCcw />,
      ...stepAct("redrive_step"),
    },
    {
      id: "run.redrive",
      title: "Re-drive every failed step",
      keys: ["Shift+R"],
      icon: <RotateCcw />,
      ...act("redrive_run"),
    },
    {
      id: "run.retry-now",
      title: "Retry the selected step now",
      ...stepAct("retry_now"),
    },
    {
      id: "run.signal",
      title: "Send a signal to the selected step",
      ...stepAct("signal_step"),
    },
    {
      id: "run.pause",
      title: "Pause the run",
      keys: ["Space"],
      icon: <Pause />,
      ...act("pause_run"),
    },
    {
      id: "run.resume",
      title: "Resume the run",
      keys: ["Space"],
      icon: <Play />,
      ...act("resume_run"),
    },
    {
      id: "run.cancel",
      title: "Cancel the run",
      icon: <CircleSlash />,
      ...act("cancel_run"),
    },
    {
      kind: "view",
      id: "run.timeline",
      title: mode === "timeline" ? "Steps as a list" : "Timeline",
      group: "Run",
      keys: ["t"],
      icon: mode === "timeline" ? <List /> : <Timer />,
      run: () => onChange({ view: mode === "timeline" ? "steps" : "timeline" }),
    },
    {
      kind: "view",
      id: "run.canvas",
      title: "Steps on the canvas",
      group: "Run",
      icon: <Workflow />,
      run: () => onChange({ view: "canvas" }),
    },
    {
      kind: "view",
      id: "run.logs",
      title: "Logs of the run",
      group: "Run",
      icon: <ScrollText />,
      run: () => onChange({ view: "logs" }),
    },
    {
      kind: "view",
      id: "run.history",
      title: "What people did to the run",
      group: "Run",
      icon: <History />,
      run: () => onChange({ view: "history" }),
    },
    {
      kind: "view",
      id: "run.failed-only",
      title: only === "failed" ? "Show all steps" : "Show failed steps only",
      group: "Run",
      run: () => onChange({ only: only === "failed" ? "all" : "failed" }),
    },
    {
      kind: "view",
      id: "run.attempt.previous",
      title: "Previous attempt",
      group: "Run",
      keys: ["["],
      when: () => step !== undefined && step.attempt > 0,
      run: turn(-1),
    },
    {
      kind: "view",
      id: "run.attempt.next",
      title: "Next attempt",
      group: "Run",
      keys: ["]"],
      when: () => step !== undefined && step.attempt > 0,
      run: turn(1),
    },
    {
      kind: "view",
      id: "run.follow",
      title: follow ? "Stop following" : "Follow what runs",
      group: "Run",
      keys: ["."],
      run: () => onFollow(!follow),
    },
    {
      kind: "view",
      id: "run.whole-time",
      title: "Show all of the time",
      group: "Run",
      keys: ["Escape"],
      when: () => range !== undefined,
      run: () => onChange({ range: undefined }),
    },
    {
      kind: "view",
      id: "run.close-step",
      title: "Close the step",
      group: "Run",
      keys: ["Escape"],
      unlisted: true,
      when: () => step !== undefined,
      run: () => onSelect(undefined),
    },
  ];
}

/** What the keys of UI.md do on the page of a run. */
export function useRunCommands(options: RunCommandsOptions): void {
  const { view, step, only, mode, attempt, range, follow, onFollow, onSelect, onChange, onAsk } = options;
  useCommands(
    useMemo(
      () =>
        runCommands({ view, step, only, mode, attempt, range, follow, onFollow, onSelect, onChange, onAsk }),
      [view, step, only, mode, attempt, range, follow, onFollow, onSelect, onChange, onAsk],
    ),
  );
}
