import { expect, test } from "vitest";
import { ancestors, jsonRows, searchJson, summarise } from "./rows.ts";

const order = { id: 7, "ship to": { city: "Oslo" }, lines: [{ sku: "A1" }, { sku: "B2" }], note: null };
const closed = { depth: 1, touched: new Map() };

test("only open containers are walked", () => {
  expect(jsonRows(order, closed).map((row) => row.path)).toEqual([
    "$",
    "$.id",
    '$["ship to"]',
    "$.lines",
    "$.note",
  ]);
});

test("opening one shows its entries below it", () => {
  const rows = jsonRows(order, { depth: 1, touched: new Map([["$.lines", true]]) });
  expect(rows.map((row) => row.path).slice(3, 6)).toEqual(["$.lines", "$.lines[0]", "$.lines[1]"]);
  expect(rows[4]?.depth).toBe(2);
});

test("an empty container cannot be opened", () => {
  expect(jsonRows({ none: [] }, { depth: 9, touched: new Map() })[1]).toMatchObject({ open: false, size: 0 });
});

test("a million entries are cut, not walked", () => {
  expect(jsonRows(Array(1_000_000).fill(0), closed)).toHaveLength(200_000);
});

test("what is open by itself ends after a thousand lines; what a person opened is open", () => {
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n }));
  const rows = jsonRows(items, { depth: 2, touched: new Map([["$[19999]", true]]) });
  expect(rows.length).toBeLessThan(21_000);
  expect(rows.at(-1)?.path).toBe("$[19999].n");
});

test("search finds keys and plain values in document order, and the way to them", () => {
  expect(searchJson(order, "sku")).toEqual(["$.lines[0].sku", "$.lines[1].sku"]);
  expect(searchJson(order, "oslo")).toEqual(['$["ship to"].city']);
  expect(searchJson(order, "")).toEqual([]);
  expect(ancestors('$["ship to"].city')).toEqual(["$", '$["ship to"]']);
  expect(ancestors("$.lines[1].sku")).toEqual(["$", "$.lines", "$.lines[1]"]);
});

test("every hit is found, however many and however long the list", () => {
  expect(searchJson(Array(200_000).fill("hay").with(199_999, "needle"), "needle")).toEqual(["$[199999]"]);
  expect(searchJson(Array(2_000).fill("hay"), "hay")).toHaveLength(2_000);
});

test("search survives a value nested deeper than the stack", () => {
  let deep: unknown = "needle";
  for (let i = 0; i < 20_000; i++) deep = [deep];
  expect(searchJson(deep, "needle")).toHaveLength(1);
});

test("a closed container is told in a few words", () => {
  expect(summarise({ a: 1, b: 2, c: 3, d: 4, e: 5 })).toBe("a, b, c, d, +1");
  expect(summarise([1])).toBe("1 item");
});

test("a key named __proto__ is shown as data", () => {
  const hostile: unknown = JSON.parse('{"__proto__": {"admin": true}}');
  expect(jsonRows(hostile, closed).map((row) => row.path)).toEqual(["$", "$.__proto__"]);
});
