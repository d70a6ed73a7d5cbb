import { printEdge } from "#language/flow/edges.ts";
import { bounds, gapDown } from "../../arrange/geometry.ts";
import { cardsOf } from "../../arrange/request.ts";
import { copy, duplicate, paste, readClip } from "../../edit/clipboard.ts";
import { connectTargets, freePort } from "../../edit/commands/connect.ts";
import { addNote } from "../../edit/commands/place.ts";
import { remove } from "../../edit/commands/remove.ts";
import type { CanvasAction, CommandContext } from "../command.ts";
import type { Selection } from "../selection.ts";
import { questions } from "./context.ts";

/** Commands that bring steps in and take them out. */
export function addCommands(context: CommandContext): CanvasAction[] {
  const { editor, view, host } = context;
  const { state, steps, step, editable, focused } = questions(context);
  return [
    {
      id: "canvas.add",
      title: "Add a step after the selection",
      keys: ["a"],
      when: editable,
      run: () => {
        const key = step();
        const after =
          key === undefined ? undefined : { step: key, port: freePort(state().flow, key, editor.catalogue) };
        editor.ask({ ask: "add", ...(after ? { after } : {}) });
      },
    },
    {
      id: "canvas.connect",
      title: "Connect to…",
      keys: ["c"],
      when: () => {
        const key = step();
        if (!editable() || key === undefined) return false;
        const { flow } = state();
        return connectTargets(flow, key, freePort(flow, key, editor.catalogue), editor.catalogue).length > 0;
      },
      run: () => {
        const from = step();
        if (from !== undefined) {
          editor.ask({ ask: "connect", from, port: freePort(state().flow, from, editor.catalogue) });
        }
      },
    },
    {
      id: "canvas.duplicate",
      title: "Duplicate",
      keys: ["Mod+D"],
      when: () => editable() && steps().length > 0,
      run: () => editor.apply(duplicate(state().flow, steps(), state().places)),
    },
    {
      id: "canvas.delete",
      title: "Delete",
      keys: ["Delete", "Backspace"],
      when: () => editable() && (steps().length > 0 || hasOther(state().selection)),
      run: () => {
        const { flow, selection } = state();
        const chosen = hasOther(selection) && selection.steps.size === 0 ? [] : steps();
        const edges = flow.edges.filter((edge) => selection.edges.has(printEdge(edge)));
        editor.apply(
          remove(flow, { steps: chosen, edges, notes: [...selection.notes], groups: [...selection.groups] }),
        );
      },
    },
    {
      id: "canvas.note",
      title: "Add a note",
      keys: ["n"],
      when: editable,
      run: () => {
        const { flow, places, selection } = state();
        const cards = cardsOf(flow, places, editor.catalogue);
        const chosen = bounds([...selection.steps].flatMap((key) => cards.get(key) ?? []));
        const below = chosen && { x: chosen.x, y: chosen.y + chosen.height + gapDown };
        const edit = addNote(flow, below ?? view.centre(), [...cards.values()]);
        if (editor.apply(edit)) view.reveal(edit.at);
      },
    },
    {
      id: "canvas.copy",
      title: "Copy as JSON",
      keys: ["Mod+C"],
      native: true,
      when: () => focused() && steps().length > 0,
      run: () =>
        void navigator.clipboard
          .writeText(copiedText(context) ?? "")
          .catch(() => host.notify?.("The clipboard is closed.")),
    },
    {
      id: "canvas.cut",
      title: "Cut",
      keys: ["Mod+X"],
      native: true,
      when: () => editable() && steps().length > 0,
      run: () => {
        const chosen = steps();
        void navigator.clipboard
          .writeText(copiedText(context) ?? "")
          .then(() => editor.apply(remove(state().flow, { steps: chosen })))
          .catch(() => host.notify?.("The clipboard is closed, so nothing was cut."));
      },
    },
    {
      id: "canvas.paste",
      title: "Paste",
      keys: ["Mod+V"],
      native: true,
      when: editable,
      run: () =>
        void navigator.clipboard
          .readText()
          .then((text) => pasteText(context, text))
          .catch(() => host.notify?.("The clipboard may not be read. Use the keys instead.")),
    },
  ];
}

function hasOther({ edges, notes, groups }: Selection): boolean {
  return edges.size + notes.size + groups.size > 0;
}

/** Adds steps from pasted text, or says why not. */
export function pasteText({ editor, host }: CommandContext, text: string): void {
  const clip = readClip(text);
  if (!clip) {
    host.notify?.("The clipboard holds no steps.");
    return;
  }
  const { flow, places } = editor.store.getState();
  const edit = paste(flow, clip, undefined, places, editor.catalogue);
  if (edit.withheld.length > 0) host.notify?.(`Left out, as it looks secret: ${edit.withheld.join(", ")}`);
  editor.apply(edit);
}

/** What a copy puts on the clipboard. Undefined when nothing is selected. */
export function copiedText(context: CommandContext): string | undefined {
  const { steps, state } = questions(context);
  const keys = steps();
  if (keys.length === 0) return undefined;
  const { flow, places } = state();
  const { clip, withheld } = copy(flow, keys, places, context.editor.catalogue);
  if (withheld.length > 0) context.host.notify?.(`Left out, as it looks secret: ${withheld.join(", ")}`);
  return JSON.stringify(clip, null, 2);
}
