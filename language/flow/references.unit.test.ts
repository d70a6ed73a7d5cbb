import { expect, test } from "vitest";
import { references, renameInTexts } from "./references.ts";
import { isWholeExpression, slots } from "./template.ts";

const named = (expression: string) =>
  references(expression).map(({ root, path }) => [root, ...path.map((s) => s.name)].join("."));

test.each([
  ["steps.a.output.total", ["steps.a.output.total"]],
  ["steps.`my-step`.output", ["steps.my-step.output"]],
  ["$sum(input.lines.price) + steps.a.output", ["input.lines.price", "steps.a.output"]],
  ["'steps.a' & \"steps.b\" /* steps.c */", []],
  ["input.lines[steps.a > 1].name", ["input.lines"]],
  ["input.lines.(price * qty)", ["input.lines"]],
  ["input.lines^(price)", ["input.lines"]],
  ["input.lines{ sku: $sum(qty) }", ["input.lines"]],
  ["input.lines[price > $$.steps.a.output]", ["input.lines", "steps.a.output"]],
  ["$map(input.list, function($x) { $x + steps.a.output })", ["input.list", "steps.a.output"]],
  ["[steps.a.output, { 'k': steps.b.output }]", ["steps.a.output", "steps.b.output"]],
  ["input.a / steps.b.output / 2", ["input.a", "steps.b.output"]],
  ["$match(input.s, /steps.a/i)", ["input.s"]],
  ["true and steps.a.output in [1]", ["steps.a.output"]],
])("the references of %s", (expression, expected) => {
  expect(named(expression)).toEqual(expected);
});

test("a template closes at its own braces, not at those of an object or a text inside", () => {
  const text = 'x {{ {"a": {"b": "}}"}} }} y {{ 2 }}';

  expect(slots(text).map((slot) => slot.expression.trim())).toEqual(['{"a": {"b": "}}"}}', "2"]);
  expect(slots("{{ input").map(({ closed }) => closed)).toEqual([false]);
});

test("only a text that is one expression keeps the value's type", () => {
  expect(isWholeExpression(" {{ input.n }} ")).toBe(true);
  expect(isWholeExpression("{{ a }}{{ b }}")).toBe(false);
  expect(isWholeExpression("n: {{ a }}")).toBe(false);
});

test("renaming a step rewrites what names it and not a character else", () => {
  const value = {
    a: "{{ steps.old.output + steps.older.output }} steps.old {{$$.steps.old}}",
    b: [1, "{{ 'steps.old' }}"],
  };

  expect(renameInTexts(value, new Map([["old", "brand_new"]]))).toEqual({
    a: "{{ steps.brand_new.output + steps.older.output }} steps.old {{$$.steps.brand_new}}",
    b: [1, "{{ 'steps.old' }}"],
  });
});

test("a value without the name keeps its identity", () => {
  const value = { a: ["{{ steps.x.output }}"] };

  expect(renameInTexts(value, new Map([["old", "new"]]))).toBe(value);
});
