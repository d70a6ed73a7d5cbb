import type { Flow, Note } from "#language/flow/document.ts";
import { uniqueName } from "#language/flow/names.ts";
import type { Operation } from "#language/flow/patch.ts";
import { type Box, freePlace, type Places, type Point, toPlace } from "../../arrange/geometry.ts";
import { type Edit, theStep } from "../edit.ts";

/** Moves steps to where they were dropped, on the grid. Steps that end where they began are left out. */
export function move(flow: Flow, places: Places): Edit {
  return { label: `Move ${theStep([...places.keys()])}`, patch: placeOperations(flow, places) };
}

/** Takes over a computed arrangement. Steps that people fixed stay where they are. */
export function tidy(flow: Flow, places: Places): Edit {
  const free = [...places].filter(([key]) => flow.layout.steps[key]?.fixed !== true);
  return { label: "Tidy up", patch: placeOperations(flow, new Map(free)) };
}

/** Fixes steps where they stand, or lets tidy move them again. */
export function toggleFixed(flow: Flow, keys: readonly string[], places: Places): Edit {
  const release = keys.every((key) => flow.layout.steps[key]?.fixed === true);
  const patch = keys.flatMap((id): Operation[] => {
    const place = flow.layout.steps[id] ?? places.get(id);
    if (!place) return [];
    const { x, y } = place;
    return [{ op: "set_place", id, value: release ? { x, y } : { x, y, fixed: true } }];
  });
  return { label: `${release ? "Release" : "Fix"} ${theStep(keys)}`, patch };
}

/** Where nothing stands: a note lies below the cards, and under one of them nobody could read it. */
export function addNote(flow: Flow, at: Point, cards: readonly Box[]): Edit & { readonly at: Point } {
  const { notes } = flow.layout;
  const id = uniqueName("note", (name) => Object.hasOwn(notes, name));
  const taken = [
    ...cards,
    ...Object.values(notes).map(({ w, h, ...note }) => ({ ...note, width: w, height: h })),
  ];
  const place = freePlace({ ...at, width: 240, height: 96 }, taken);
  const value: Note = { text: "", ...place, w: 240, h: 96 };
  return { label: "Add note", patch: [{ op: "set_note", id, value }], at: place, write: id };
}

export function setNote(flow: Flow, id: string, change: Partial<Note>): Edit {
  const before = flow.layout.notes[id];
  if (!before) return { label: "Change note", patch: [] };
  const label = change.text === undefined ? "Move note" : "Edit note";
  return { label, patch: [{ op: "set_note", id, value: { ...before, ...change } }] };
}

function placeOperations(flow: Flow, places: Places): Operation[] {
  return [...places].flatMap(([id, point]): Operation[] => {
    const before = flow.layout.steps[id];
    const value = toPlace(point, before);
    if (before && before.x === value.x && before.y === value.y) return [];
    return [{ op: "set_place", id, value }];
  });
}
