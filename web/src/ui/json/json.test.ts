import { expect, test } from "vitest";
import { previewJson } from "./preview.ts";
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

test("a hundred thousand entries are cut, not walked", () => {
  expect(jsonRows(Array(100_000).fill(0), closed)).toHaveLength(10_000);
});

test("search finds keys and plain values in document order, and the way to them", () => {
  expect(searchJson(order, "sku")).toEqual(["$.lines[0].sku", "$.lines[1].sku"]);
  expect(searchJson(order, "oslo")).toEqual(['$["ship to"].city']);
  expect(searchJson(order, "")).toEqual([]);
  expect(ancestors('$["ship to"].city')).toEqual(["$", '$["ship to"]']);
  expect(ancestors("$.lines[1].sku")).toEqual(["$", "$.lines", "$.lines[1]"]);
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

test("a preview keeps the beginning and says that it cut", () => {
  const big = { head: 1, text: "x".repeat(100_000), tail: 2 };
  const { value, cut } = previewJson(big, 1_000);
  expect(cut).toBe(true);
  expect(JSON.stringify(value).length).toBeLessThan(1_200);
  expect(value).toHaveProperty("head", 1);
  expect(previewJson(order)).toEqual({ value: order, cut: false });
});

test("a key named __proto__ is shown as data", () => {
  const hostile: unknown = JSON.parse('{"__proto__": {"admin": true}}');
  expect(Object.keys(Object(previewJson(hostile).value))).toEqual(["__proto__"]);
});
