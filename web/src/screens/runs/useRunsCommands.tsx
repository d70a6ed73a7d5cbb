import { CircleSlash, Filter, Pause, Play, RotateCcw } from "lucide-react";
import { type RefObject, useMemo } from "react";
import type { Command } from "../../app/commands/registry.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import type { RunRowFragment } from "../../data/generated/graphql.ts";
import { type BulkAction, dryRun } from "./bulk.ts";

export interface RunsCommandsOptions {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly active: RunRowFragment | undefined;
  readonly chosen: readonly RunRowFragment[];
  readonly onAct: (action: BulkAction) => void;
  readonly onLikeThis: (run: RunRowFragment) => void;
}

export function useRunsCommands({ box, active, chosen, onAct, onLikeThis }: RunsCommandsOptions): void {
  const list = useMemo((): readonly Command[] => {
    const may = (action: BulkAction) => () => dryRun(action, chosen).able.length > 0;
    return [
      {
        id: "app.filter",
        title: "Filter runs",
        group: "Runs",
        keys: ["/"],
        icon: <Filter />,
        run: () => box.current?.focus(),
      },
      {
        id: "runs.like-this",
        title: "Runs like this one",
        group: "Runs",
        keys: ["l"],
        words: "same error similar",
        when: () => active !== undefined,
        run: () => active && onLikeThis(active),
      },
      {
        id: "runs.redrive",
        title: "Re-drive the marked runs",
        group: "Runs",
        icon: <RotateCcw />,
        when: may("redrive_run"),
        run: () => onAct("redrive_run"),
      },
      {
        id: "runs.pause",
        title: "Pause the marked runs",
        group: "Runs",
        icon: <Pause />,
        when: may("pause_run"),
        run: () => onAct("pause_run"),
      },
      {
        id: "runs.resume",
        title: "Resume the marked runs",
        group: "Runs",
        icon: <Play />,
        when: may("resume_run"),
        run: () => onAct("resume_run"),
      },
      {
        id: "runs.cancel",
        title: "Cancel the marked runs",
        group: "Runs",
        icon: <CircleSlash />,
        when: may("cancel_run"),
        run: () => onAct("cancel_run"),
      },
    ];
  }, [box, active, chosen, onAct, onLikeThis]);
  useCommands(list);
}
