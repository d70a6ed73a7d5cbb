/**
 * Undo by gesture. Pure: a history is a value, and so is every flow it leads to.
 *
 * Entries with the same gesture become one, so a drag or a word typed into a field is one undo. A mark remembers a
 * place; what came after it can be made one entry (a machine's turn) or taken back without a trace (Escape in a
 * drag). Selection is not history. The oldest entries are forgotten beyond `limit`.
 */
import type { Flow } from "#language/flow/document.ts";
import { applyPatch, type Operation, type Patch, stepsTouched } from "#language/flow/patch.ts";

export interface Entry {
  readonly id: number;
  readonly label: string;
  readonly forward: Patch;
  readonly inverse: Patch;
  readonly gesture?: string;
}

export interface History {
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
  readonly nextId: number;
  readonly limit: number;
}

/** The id of the first entry that does not belong to what is marked. */
export type Mark = number;

export interface Step {
  readonly flow: Flow;
  readonly history: History;
  /** What was undone or redone. */
  readonly label: string;
  /** The steps it was about, to show where something changed. */
  readonly steps: readonly string[];
}

export function emptyHistory(limit = 200): History {
  return { past: [], future: [], nextId: 1, limit };
}

export function record(history: History, entry: Omit<Entry, "id">): History {
  const last = history.past.at(-1);
  const same = last !== undefined && entry.gesture !== undefined && last.gesture === entry.gesture;
  const added = same && history.future.length === 0 ? join(last, entry) : { ...entry, id: history.nextId };
  const kept = added.id === last?.id ? history.past.slice(0, -1) : history.past;
  return {
    ...history,
    past: [...kept, added].slice(-history.limit),
    future: [],
    nextId: history.nextId + 1,
  };
}

export function undo(flow: Flow, history: History): Step | undefined {
  const entry = history.past.at(-1);
  if (!entry) return undefined;
  const result = applyPatch(flow, entry.inverse);
  if (!result.ok) return undefined;
  const rest = { ...history, past: history.past.slice(0, -1), future: [...history.future, entry] };
  return { flow: result.flow, history: rest, label: entry.label, steps: stepsTouched(entry.inverse) };
}

export function redo(flow: Flow, history: History): Step | undefined {
  const entry = history.future.at(-1);
  if (!entry) return undefined;
  const result = applyPatch(flow, entry.forward);
  if (!result.ok) return undefined;
  const rest = { ...history, past: [...history.past, entry], future: history.future.slice(0, -1) };
  return { flow: result.flow, history: rest, label: entry.label, steps: stepsTouched(entry.forward) };
}

export function mark(history: History): Mark {
  return history.nextId;
}

/** Makes one entry of everything since the mark. */
export function squash(history: History, since: Mark, label: string): History {
  const [first, ...rest] = history.past.filter((entry) => entry.id >= since);
  if (!first) return history;
  const one = rest.reduce((all, entry) => join(all, entry), first);
  const { gesture: _, ...sealed } = { ...one, label };
  return { ...history, past: [...history.past.filter((entry) => entry.id < since), sealed] };
}

/** Takes back everything since the mark, and forgets that it was. */
export function backTo(flow: Flow, history: History, since: Mark): Step {
  const undone = history.past.filter((entry) => entry.id >= since);
  const inverse = undone.toReversed().flatMap((entry) => entry.inverse);
  const result = applyPatch(flow, inverse);
  const past = history.past.filter((entry) => entry.id < since);
  return {
    flow: result.ok ? result.flow : flow,
    history: { ...history, past },
    label: undone.at(-1)?.label ?? "",
    steps: stepsTouched(inverse),
  };
}

/** Two entries as one. When the later one only sets what the earlier one set, the earlier values are of no use. */
function join(first: Entry, second: Omit<Entry, "id">): Entry {
  const targets = first.forward.map(target);
  const covers = second.forward.every((operation, index) => target(operation) === targets[index]);
  const replaces = covers && second.forward.length === targets.length && !targets.includes(undefined);
  return {
    ...first,
    forward: replaces ? second.forward : [...first.forward, ...second.forward],
    inverse: replaces ? first.inverse : [...second.inverse, ...first.inverse],
  };
}

/** What an operation sets, if setting is all it does. */
function target(operation: Operation): string | undefined {
  switch (operation.op) {
    case "set_step":
      return `step ${operation.step} ${operation.path.join("/")}`;
    case "set_flow":
      return `flow ${operation.path.join("/")}`;
    case "set_place":
    case "set_group":
    case "set_note":
      return `${operation.op} ${operation.id}`;
    case "add_step":
    case "remove_step":
    case "add_edge":
    case "remove_edge":
      return undefined;
  }
}
