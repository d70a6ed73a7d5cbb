import fc from "fast-check";
import { expect, test } from "vitest";
import { readExpression } from "#language/expression.ts";
import { LinearRegExp } from "#language/linear-regexp.ts";
import { planExpression } from "./plan.ts";

const kindOf = (source: string) => planExpression(readExpression(source).ast).kind;

test.each(["input", "input.body.id", "steps.`get-it`.output", "run.input"])(
  "%s is walked at once",
  (source) => {
    expect(kindOf(source)).toBe("path");
  },
);

test.each([
  "1 + 1",
  "input.lines[price > 10].name",
  "input.lines[0]",
  "$sum(input.lines.price)",
  "input.a & '-' & input.b",
  "input.a ? input.b : { 'c': [input.d] }",
  "input.lines.{ 'price': price * 2 }",
  "input.lines{ sku: $sum(price) }",
  "input.lines^(>price)",
  "input.*",
  "input.lines[$contains(name, 'x')]",
  "$now()",
])("%s is bounded, so it is evaluated here", (source) => {
  expect(kindOf(source)).toBe("inline");
});

test.each([
  "[1..10]",
  "($x := 1; $x)",
  "function($x) { $x }",
  "$map(input, $string)",
  "input ~> $sum",
  "$match(input.a, /x/)",
  "$pad(input.a, 10)",
  "input.**",
  "$$.input.a.($$.input.b)",
  "input.a.(%.b)",
  "input.a@$x",
  "input.a#$i",
  "input ~> |a|{ 'b': 1 }|",
  "$distinct(input)",
  "$sum(input.a[$pad('x', 10) = b])",
  "{ 'a': [1, { 'b': $reduce(input, $append) }] }",
])("%s can multiply, so it is evaluated in a child process", (source) => {
  expect(kindOf(source)).toBe("isolated");
});

test("the linear engine finds what RegExp finds", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "(a|b)",
    "(?:ab)",
    "a*",
    "b+?",
    "a{1,2}",
    "\\d",
    "\\w",
    "^",
    "$",
    "é",
  );
  const text = fc
    .array(fc.constantFrom("a", "b", "1", "\n", " ", "é", "A"), { maxLength: 12 })
    .map((each) => each.join(""));
  const flags = fc.constantFrom("g", "gi", "gm");
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      flags,
      text,
      fc.nat(6),
      (pieces, flag, subject, from) => {
        const native = new RegExp(pieces.join(""), flag);
        const linear = new LinearRegExp(native);
        native.lastIndex = linear.lastIndex = from;
        const expected = native.exec(subject);

        const found = linear.exec(subject);

        expect(found && [...found, found.index, linear.lastIndex]).toEqual(
          expected && [...expected, expected.index, native.lastIndex],
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
