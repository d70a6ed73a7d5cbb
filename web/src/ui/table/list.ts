/** Moving, marking and opening in a list: the logic of the keys, without a document. */

export interface ListState {
  /** The row the keys act on. Null until the list is entered. */
  readonly active: string | null;
  readonly selected: ReadonlySet<string>;
  /** Where a range began, for Shift. */
  readonly anchor: string | null;
}

export const emptyList: ListState = { active: null, selected: new Set(), anchor: null };

export type ListMove = "next" | "previous" | "first" | "last" | "page-down" | "page-up";

export function move(keys: readonly string[], state: ListState, by: ListMove, page = 10): ListState {
  if (keys.length === 0) return state;
  const at = state.active === null ? -1 : keys.indexOf(state.active);
  const target = {
    next: at + 1,
    previous: at === -1 ? 0 : at - 1,
    first: 0,
    last: keys.length - 1,
    "page-down": at + page,
    "page-up": at - page,
  }[by];
  return { ...state, active: keys[Math.min(keys.length - 1, Math.max(0, target))] ?? null };
}

export function toggle(state: ListState, key: string): ListState {
  const selected = new Set(state.selected);
  if (!selected.delete(key)) selected.add(key);
  return { active: key, selected, anchor: key };
}

/** Everything between the anchor and the key, added to what is selected. */
export function selectRange(keys: readonly string[], state: ListState, key: string): ListState {
  const from = state.anchor === null ? -1 : keys.indexOf(state.anchor);
  const to = keys.indexOf(key);
  if (from === -1 || to === -1) return toggle(state, key);
  const range = keys.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ...state, active: key, selected: new Set([...state.selected, ...range]) };
}

export function selectAll(keys: readonly string[], state: ListState): ListState {
  const all = keys.length > 0 && keys.every((key) => state.selected.has(key));
  return { ...state, selected: all ? new Set() : new Set(keys) };
}

/** Rows come and go while live: what is no longer there is no longer chosen. */
export function prune(keys: readonly string[], state: ListState): ListState {
  const present = new Set(keys);
  const selected = new Set([...state.selected].filter((key) => present.has(key)));
  const active = state.active !== null && present.has(state.active) ? state.active : null;
  if (selected.size === state.selected.size && active === state.active) return state;
  return {
    active,
    selected,
    anchor: state.anchor !== null && present.has(state.anchor) ? state.anchor : null,
  };
}
