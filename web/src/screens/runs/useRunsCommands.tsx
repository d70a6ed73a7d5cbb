import { CircleSlash, Filter, Pause, Play, RotateCcw } from "lucide-react";
import { type RefObject, useMemo } from "react";
import type { RunRowFragment } from "../../../generated/graphql.ts";
import type { Bulk } from "../../app/bulk/bulk.ts";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import { type BulkAction, runsBulk } from "./bulk.tsx";

export interface RunsCommandsOptions {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly active: RunRowFragment | undefined;
  readonly chosen: readonly RunRowFragment[];
  readonly onAct: (bulk: Bulk) => void;
  readonly onLikeThis: (run: RunRowFragment) => void;
}

export function runsCommands(options: RunsCommandsOptions): readonly Command[] {
  const { box, active, chosen, onAct, onLikeThis } = options;
  const act = (action: BulkAction) => ({
    kind: "act" as const,
    call: action,
    forms: () => runsBulk(action, chosen).forms(""),
    group: "Runs",
    when: () => runsBulk(action, chosen).able.length > 0,
    run: () => onAct(runsBulk(action, chosen)),
  });
  return [
    {
      kind: "view",
      id: "app.filter",
      title: "Filter runs",
      group: "Runs",
      keys: ["/"],
      icon: <Filter />,
      run: () => box.current?.focus(),
    },
    {
      kind: "view",
      id: "runs.like-this",
      title: "Runs like this one",
      group: "Runs",
      keys: ["l"],
      words: "same error similar",
      when: () => active !== undefined,
      run: () => active && onLikeThis(active),
    },
    { id: "runs.redrive", title: "Re-drive the marked runs", icon: <RotateCcw />, ...act("redrive_run") },
    { id: "runs.pause", title: "Pause the marked runs", icon: <Pause />, ...act("pause_run") },
    { id: "runs.resume", title: "Resume the marked runs", icon: <Play />, ...act("resume_run") },
    { id: "runs.cancel", title: "Cancel the marked runs", icon: <CircleSlash />, ...act("cancel_run") },
  ];
}

export function useRunsCommands({ box, active, chosen, onAct, onLikeThis }: RunsCommandsOptions): void {
  useCommands(
    useMemo(
      () => runsCommands({ box, active, chosen, onAct, onLikeThis }),
      [box, active, chosen, onAct, onLikeThis],
    ),
  );
}
