import { expect, test } from "vitest";
import { diffValues, MOST } from "./diff-values.ts";

test("only what differs is listed, with its path", () => {
  const before = { id: 7, lines: [{ sku: "a", price: 2 }], "odd key": 1, gone: true };
  const after = { id: 7, lines: [{ sku: "a", price: 3 }, { sku: "b" }], "odd key": 2 };
  expect(diffValues(before, after).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    "changed $.lines[0].price",
    "added $.lines[1]",
    'changed $["odd key"]',
    "removed $.gone",
  ]);
});

test("a list is not an object, null is a value, equal is nothing", () => {
  expect(diffValues([], {})).toHaveLength(1);
  expect(diffValues({ a: null }, { a: 1 })).toEqual([
    { path: "$.a", kind: "changed", before: null, after: 1 },
  ]);
  expect(diffValues({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
});

test("a key named constructor is data", () => {
  expect(diffValues({}, { constructor: 1 })).toHaveLength(1);
});

test("what nobody would read is not listed", () => {
  const long = Array.from({ length: 5_000 }, (_, index) => index);
  expect(diffValues([], long)).toHaveLength(MOST);
});
