import { expect, test } from "vitest";
import { readExpression } from "./read.ts";

const messages = (source: string) => readExpression(source).map(({ message }) => message);

test.each([
  "input.body.id",
  "$sum(input.body.lines.price)",
  "steps.`get-it`.output.x",
  "input.lines[price > 10 and $contains(name, /x/i)].{ 'sku': sku, 'n': $ }",
  "$map(input.lines, function($line, $i) { { 'n': $i, 'price': $line.price } })",
  "input.lines^(>price)#$i.{ 'i': $i }",
  "input.lines{ sku: $sum(price) }",
  "( $f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5) )",
  "input ~> |lines|{ 'seen': true }|",
  "$$.input.a & $.run.id",
  "item.sku & $string(index)",
  "input.job = 'constructor'",
])("%s is sound", (source) => {
  expect(messages(source)).toEqual([]);
});

test("what is not JSONata is said in the words of deploy, with its place and what to do", () => {
  expect(readExpression(" 1 + ")).toEqual([
    {
      code: "RFV11",
      message: expect.stringMatching(/^the expression is not JSONata: .+ \(at character \d+\)$/),
      hint: "Try it on try.jsonata.org.",
    },
  ]);
});

test.each([
  ["input.__proto__.x", 'the name "__proto__" is not allowed'],
  ['input."constructor"', 'the name "constructor" is not allowed'],
  ["input[constructor.x = 1]", 'the name "constructor" is not allowed'],
  ['{"__proto__": {"a": 1}}', 'the name "__proto__" is not allowed'],
  ["$eval(input.code)", "$eval is not allowed"],
  ["$map(input, $eval)", "$eval is not allowed"],
  ["$nope(1)", "there is no function $nope"],
  ["body.id", '"body" is not in scope'],
  ["$map(input, function($v) { price })", '"price" is not in scope'],
  ["{ 'a': total }", '"total" is not in scope'],
])("%s is refused as deploy refuses it", (source, message) => {
  expect(messages(source)).toContain(message);
});

test.each(["$match(input.x, /(?=a)/)", "$replace(input.x, /(a)\\1/, 'b')"])(
  "%s uses a pattern that cannot be matched in linear time",
  (source) => {
    expect(messages(source)).toEqual([expect.stringMatching(/^the pattern .* cannot be used/)]);
  },
);

test.each([
  ["brackets", `${"(".repeat(4_000)}1${")".repeat(4_000)}`, /nested too deeply/],
  ["a long text", `"${"x".repeat(20_000)}"`, /more than 10000/],
  ["operators that double the tree", `${"(".repeat(60)}a${" ?? b)".repeat(60)}`, /operators \?\? and \?:/],
])("a hostile nest of %s is refused at once", (_, source, message) => {
  const started = performance.now();

  expect(messages(source)[0]).toMatch(message);
  expect(performance.now() - started).toBeLessThan(1_000);
});
