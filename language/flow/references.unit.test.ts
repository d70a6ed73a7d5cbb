import fc from "fast-check";
import { expect, test } from "vitest";
import { readExpression } from "../expression.ts";
import { references, renameReferences } from "./references.ts";
import { slots } from "./template.ts";
import { expressions } from "./testing/expressions.ts";

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
  ["$.steps.a & input.list.($.steps.b)", ["steps.a", "input.list"]],
  ["steps.'a'.output & 'steps'.\"b\".output", ["steps.a.output", "steps.b.output"]],
  ["input.lines.{ 'k': steps.a } & input.lines.[steps.b]", ["input.lines", "input.lines"]],
  ["input ~> |lines|{ 'k': steps.a }| & steps.b", ["input", "steps.b"]],
])("the references of %s", (expression, expected) => {
  expect(named(expression)).toEqual(expected);
});

test("a template closes at its own braces, not at those of an object or a text inside", () => {
  const text = 'x {{ {"a": {"b": "}}"}} }} y {{ 2 }}';

  expect(slots(text).map((slot) => slot.expression.trim())).toEqual(['{"a": {"b": "}}"}}', "2"]);
  expect(slots("{{ input").map(({ closed }) => closed)).toEqual([false]);
});

test("the steps that the editor follows are those that deploy and the worker read", () => {
  fc.assert(
    fc.property(expressions, (source) => {
      const { problems, reads } = readExpression(source);
      fc.pre(reads.steps !== "all" && !problems.some(({ message }) => message.includes("not JSONata")));
      const followed = references(source).flatMap(({ root, path: [key] }) =>
        root === "steps" && key ? [key.name] : [],
      );

      expect(new Set(followed)).toEqual(reads.steps);
    }),
    { numRuns: 500 },
  );
}, 60_000);

test("renaming a step rewrites what names it and not a character else", () => {
  const config = {
    a: "{{ steps.old.output + steps.older.output }} steps.old {{$$.steps.old & $.steps.old}}",
    b: [1, "{{ 'steps.old' & steps.'old'.output }}"],
  };

  expect(renameReferences({ node: "log", config }, new Map([["old", "brand_new"]]))).toEqual({
    node: "log",
    config: {
      a: "{{ steps.brand_new.output + steps.older.output }} steps.old {{$$.steps.brand_new & $.steps.brand_new}}",
      b: [1, "{{ 'steps.old' & steps.brand_new.output }}"],
    },
  });
});

test("a step without the name keeps its identity", () => {
  const step = { node: "log", config: { a: ["{{ steps.x.output }}"] } };

  expect(renameReferences(step, new Map([["old", "new"]]))).toBe(step);
});
