import { expect, test } from "vitest";
import { emptyList, type ListState, move, prune, selectAll, selectRange, toggle } from "./list.ts";

const keys = ["a", "b", "c", "d"];
const at = (active: string | null): ListState => ({ ...emptyList, active });

test("the first step enters the list, the ends are walls", () => {
  expect(move(keys, at(null), "next").active).toBe("a");
  expect(move(keys, at(null), "previous").active).toBe("a");
  expect(move(keys, at("d"), "next").active).toBe("d");
  expect(move(keys, at("a"), "previous").active).toBe("a");
  expect(move(keys, at("b"), "page-down", 10).active).toBe("d");
  expect(move([], at(null), "next").active).toBeNull();
});

test("a mark is put and taken by the same key", () => {
  const marked = toggle(emptyList, "b");
  expect([...marked.selected]).toEqual(["b"]);
  expect([...toggle(marked, "b").selected]).toEqual([]);
});

test("shift selects from the last mark, in either direction", () => {
  const marked = toggle(emptyList, "c");
  expect([...selectRange(keys, marked, "a").selected].sort()).toEqual(["a", "b", "c"]);
  expect([...selectRange(keys, emptyList, "a").selected]).toEqual(["a"]);
});

test("select all, twice, selects none", () => {
  const all = selectAll(keys, emptyList);
  expect(all.selected.size).toBe(4);
  expect(selectAll(keys, all).selected.size).toBe(0);
});

test("rows that left are no longer chosen; an unchanged list is the same object", () => {
  const state = toggle(toggle(emptyList, "a"), "c");
  expect(prune(keys, state)).toBe(state);
  expect(prune(["a", "b"], state)).toEqual({ active: null, selected: new Set(["a"]), anchor: null });
});
