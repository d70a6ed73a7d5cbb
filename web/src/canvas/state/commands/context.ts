import { stepOf } from "#language/flow/document.ts";
import type { CommandContext } from "../command.ts";
import { editRefusal } from "../may-edit.ts";

/** Questions that many commands ask. */
export function questions({ editor, view }: CommandContext) {
  const state = editor.store.getState;
  return {
    state,
    /** The steps a command acts on: the selected ones, or else the one under the cursor. */
    steps: (): string[] => {
      const { selection, cursor, flow } = state();
      const keys = selection.steps.size > 0 ? [...selection.steps] : cursor === undefined ? [] : [cursor];
      return keys.filter((key) => stepOf(flow, key));
    },
    /** The one step a command acts on, when there is exactly one. */
    step: (): string | undefined => {
      const { selection, cursor } = state();
      if (selection.steps.size === 1) return [...selection.steps][0];
      return selection.steps.size === 0 ? cursor : undefined;
    },
    focused: () => view.hasFocus() && state().prompt === undefined,
    /** From the inspector as well, but not from a text in it. */
    undoable: () => !view.isTyping() && state().prompt === undefined && editRefusal(state()) === undefined,
    editable: () => view.hasFocus() && state().prompt === undefined && editRefusal(state()) === undefined,
  };
}
