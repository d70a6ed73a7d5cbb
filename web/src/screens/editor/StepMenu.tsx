import { useState } from "react";
import { isDisabled, isPinned, stepOf } from "#language/flow/document.ts";
import { useRefusal } from "../../app/useWho.ts";
import type { CanvasCommand } from "../../canvas/state/command.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { MenuAt, type MenuItem } from "../../ui/overlay/Menu.tsx";
import type { Draft } from "./draft.ts";
import { tryRefusal } from "./inspector/try-refusal.ts";
import { useProblems } from "./ProblemsBar.tsx";

export interface StepMenuProps {
  readonly step: string;
  /** Where in the window. */
  readonly x: number;
  readonly y: number;
  readonly editor: Editor;
  readonly draft: Draft;
  readonly commands: readonly CanvasCommand[];
  readonly onClose: () => void;
}

const groups: readonly (readonly string[])[] = [
  ["canvas.inspect", "canvas.rename", "canvas.runTo", "canvas.pin"],
  ["canvas.connect", "canvas.duplicate", "canvas.copy", "canvas.group", "canvas.disable"],
  ["canvas.delete"],
];

/** What can be done with the card under the pointer: commands that have keys as well, with what keeps one from being done. */
export function StepMenu({ step: key, x, y, editor, draft, commands, onClose }: StepMenuProps) {
  const problems = useProblems(editor, draft);
  const mayNot = useRefusal("try_step");
  // Once: while the menu has the focus, nothing could be done on the canvas.
  const [offered] = useState(() => commands.filter((command) => command.when()));
  const { flow, selection } = editor.store.getState();
  const step = stepOf(flow, key);
  const one = selection.steps.size === 1 && step !== undefined;
  const words: Readonly<Record<string, string>> = one
    ? {
        "canvas.pin": isPinned(step) ? "Unpin the output" : "Pin the last output",
        "canvas.disable": isDisabled(step) ? "Enable" : "Disable",
      }
    : {};
  const item = (id: string): MenuItem[] => {
    const command = offered.find((candidate) => candidate.id === id);
    if (!command) return [];
    const { title, run } = command;
    const refusal =
      id === "canvas.runTo"
        ? (mayNot ?? tryRefusal(flow, key, problems, draft.store.getState().save))
        : undefined;
    return [
      {
        id,
        title: words[id] ?? title,
        run,
        keys: command.keys[0],
        danger: id === "canvas.delete",
        ...(refusal === undefined ? {} : { disabled: true, detail: refusal }),
      },
    ];
  };
  const shown = groups.map((ids) => ({ items: ids.flatMap(item) })).filter(({ items }) => items.length > 0);
  return <MenuAt x={x} y={y} groups={shown} onClose={onClose} />;
}
