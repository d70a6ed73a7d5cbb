import { isCollapsed, isPinned, stepOf } from "#language/flow/document.ts";
import { toggleDisabled, unpin } from "../../edit/commands/configure.ts";
import { group, groupOf, setGroup, ungroup } from "../../edit/commands/group.ts";
import { toggleFixed } from "../../edit/commands/place.ts";
import type { CanvasAction, CommandContext } from "../command.ts";
import { questions } from "./context.ts";

/** Commands that change what is there. */
export function changeCommands(context: CommandContext): CanvasAction[] {
  const { editor, view, host } = context;
  const { state, steps, step, editable, focused, undoable } = questions(context);
  const pinned = () => steps().filter((key) => isPinned(stepOf(state().flow, key)));
  /** Groups that are selected themselves, or that hold a selected step. */
  const groups = () => {
    const { flow, selection } = state();
    const holding = groupOf(flow);
    return [...new Set([...selection.groups, ...steps().flatMap((key) => holding.get(key) ?? [])])];
  };
  return [
    {
      id: "canvas.inspect",
      title: "Inspect",
      keys: ["Enter"],
      when: () => focused() && host.inspect !== undefined && step() !== undefined,
      run: () => host.inspect?.(step() ?? ""),
    },
    {
      id: "canvas.rename",
      title: "Rename",
      keys: ["F2"],
      when: () => editable() && step() !== undefined,
      run: () => editor.ask({ ask: "rename", step: step() ?? "" }),
    },
    {
      id: "canvas.disable",
      title: "Disable or enable",
      keys: ["d"],
      when: () => editable() && steps().length > 0,
      run: () => editor.apply(toggleDisabled(state().flow, steps())),
    },
    {
      id: "canvas.pin",
      title: "Pin or unpin the last output",
      keys: ["p"],
      when: () => editable() && (pinned().length > 0 || (host.pin !== undefined && steps().length > 0)),
      run: () => {
        if (pinned().length > 0) editor.apply(unpin(state().flow, pinned()));
        else host.pin?.(steps());
      },
    },
    {
      id: "canvas.group",
      title: "Group",
      keys: ["Mod+G"],
      when: () => editable() && steps().length > 0,
      run: () => editor.apply(group(state().flow, steps())),
    },
    {
      id: "canvas.ungroup",
      title: "Ungroup",
      keys: ["Mod+Shift+G"],
      when: () => editable() && groups().length > 0,
      run: () => editor.apply(ungroup(state().flow, groups())),
    },
    {
      id: "canvas.collapse",
      title: "Collapse or expand the group",
      keys: ["e"],
      when: () => editable() && groups().length > 0,
      run: () => {
        for (const id of groups()) {
          const { flow } = state();
          const held = flow.layout.groups[id];
          if (held) editor.apply(setGroup(flow, id, { collapsed: !isCollapsed(flow, held) }));
        }
      },
    },
    {
      id: "canvas.fix",
      title: "Fix or release the position",
      keys: ["l"],
      when: () => editable() && steps().length > 0,
      run: () => editor.apply(toggleFixed(state().flow, steps(), state().places)),
    },
    {
      id: "canvas.tidy",
      title: "Tidy up",
      keys: ["Shift+T"],
      when: editable,
      run: () => void editor.tidyUp().catch(() => editor.announce("Tidying was cancelled.")),
    },
    {
      id: "canvas.undo",
      title: "Undo",
      keys: ["Mod+Z"],
      when: () => undoable() && state().history.past.length > 0,
      run: editor.undo,
    },
    {
      id: "canvas.redo",
      title: "Redo",
      keys: ["Mod+Shift+Z", "Mod+Y"],
      when: () => undoable() && state().history.future.length > 0,
      run: editor.redo,
    },
    {
      id: "canvas.save",
      title: "Save a version",
      keys: ["Mod+S"],
      when: () => host.save !== undefined,
      run: () => host.save?.(),
    },
    {
      id: "canvas.run",
      title: "Run",
      keys: ["Mod+Enter"],
      when: () => host.runFlow !== undefined,
      run: () => host.runFlow?.(),
    },
    {
      id: "canvas.runTo",
      title: "Run to here",
      keys: ["Shift+Enter"],
      // From the inspector as well: its button runs this command, and a step is tried after each change of a field.
      when: () =>
        !view.isTyping() && state().prompt === undefined && host.runTo !== undefined && step() !== undefined,
      run: () => host.runTo?.(step() ?? ""),
    },
  ];
}
