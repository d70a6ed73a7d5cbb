import { expect, test } from "vitest";
import { readExpression } from "../../expression.ts";
import { cpuMs } from "../../testing/cpu.ts";
import { checkExpressions } from "./deployed-expressions.ts";

const flow = (value: unknown) => ({
  reflux: 1,
  name: "test",
  steps: { "get-it": { node: "manual" }, shape: { node: "transform", config: { value } } },
  edges: ["get-it -> shape"],
});
const messages = (value: unknown) => checkExpressions(flow(value)).map((problem) => problem.message);

test("the expressions of a sound flow have no problem", () => {
  const value = {
    id: "{{ input.body.id }}",
    total: "{{ $sum(input.body.lines.price) }}",
    text: "Order {{ input.body.id }} of {{ run.started_at }}",
    before: "{{ steps.`get-it`.output.x }}",
    large: "{{ input.lines[price > 10 and $contains(name, /x/i)].{ 'sku': sku, 'n': $ } }}",
    mapped: "{{ $map(input.lines, function($line, $i) { { 'n': $i, 'price': $line.price } }) }}",
    sorted: "{{ input.lines^(>price)#$i.{ 'i': $i } }}",
    grouped: "{{ input.lines{ sku: $sum(price) } }}",
    local: "{{ ( $f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5) ) }}",
    changed: "{{ input ~> |lines|{ 'seen': true }| }}",
    whole: "{{ $$.input.a & $.run.id }}",
    none: "no expression, { or } or }}",
  };

  expect(messages(value)).toEqual([]);
});

test.each([
  "{{ vars }}",
  "{{ vars[0].x }}",
  "{{ vars.*  }}",
  "{{ $lookup(vars, input.name) }}",
  "{{ vars.(x) }}",
])("%s does not name the variable, so that one which is not set would be null", (text) => {
  expect(messages(text)).toEqual(["a variable is read by its name"]);
});

test("a problem has the path of its place", () => {
  const problems = checkExpressions(flow({ list: ["ok", { "odd key": "{{ 1 + }}" }] }));

  expect(problems).toEqual([
    {
      path: 'steps.shape.config.value.list[1]["odd key"]',
      code: "RFV11",
      message: expect.stringMatching(/not JSONata: .+ \(at character \d+\)/),
      hint: expect.any(String),
    },
  ]);
});

test("every problem is listed, not only the first", () => {
  expect(messages({ a: "{{ body.id }} {{ $nope(1) }}", b: "{{ (" })).toEqual([
    '"body" is not in scope',
    "there is no function $nope",
    "the expression at character 0 is not closed by }}",
  ]);
});

test.each([
  ["{{ input.__proto__.x }}", 'the name "__proto__" is not allowed'],
  ["{{ input.a.constructor }}", 'the name "constructor" is not allowed'],
  ["{{ input.`prototype` }}", 'the name "prototype" is not allowed'],
  ['{{ input."constructor" }}', 'the name "constructor" is not allowed'],
  ["{{ input[constructor.x = 1] }}", 'the name "constructor" is not allowed'],
  ['{{ {"__proto__": {"a": 1}} }}', 'the name "__proto__" is not allowed'],
  ["{{ $eval(input.code) }}", "$eval is not allowed"],
  ["{{ ($e := $eval; $e('1')) }}", "$eval is not allowed"],
  ["{{ input ~> $eval }}", "$eval is not allowed"],
  ["{{ $map(input, $eval) }}", "$eval is not allowed"],
])("%s is forbidden", (text, message) => {
  expect(messages(text)).toContain(message);
});

test.each(["{{ $match(input.x, /(?=a)/) }}", "{{ $replace(input.x, /(a)\\1/, 'b') }}"])(
  "%s uses a pattern that cannot be matched in linear time",
  (text) => {
    expect(messages(text)).toEqual([expect.stringMatching(/^the pattern .* cannot be used/)]);
  },
);

test("a text that happens to say constructor is only text", () => {
  expect(messages("{{ input.job = 'constructor' }}")).toEqual([]);
});

test.each([
  "{{ lines.price }}",
  "{{ $map(input, function($v) { price }) }}",
  "{{ { 'a': total } }}",
  "{{ (total) }}",
])("%s reads a name that is not in scope", (text) => {
  expect(messages(text)).toEqual([expect.stringMatching(/is not in scope/)]);
});

test("a step that the flow does not have is a problem that names those it has", () => {
  const [problem] = checkExpressions(flow("{{ steps.gone.output }}"));

  expect(problem).toMatchObject({
    code: "RFV16",
    message: 'the flow has no step "gone"',
    hint: expect.stringContaining("get-it, shape"),
  });
});

test("an expression in a key is a problem, since it would be taken literally", () => {
  expect(messages({ "{{ input.key }}": 1 })).toEqual(["an expression cannot stand in a key"]);
});

test.each([undefined, null, 1, [], {}, { steps: 1 }, { steps: { a: null, b: [], c: { config: 3 } } }])(
  "%j is no flow, which is for others to say",
  (graph) => {
    expect(checkExpressions(graph)).toEqual([]);
  },
);

test.each([
  ["brackets", `${"(".repeat(4_000)}1${")".repeat(4_000)}`, /nested too deeply/],
  ["a long text", `"${"x".repeat(20_000)}"`, /more than 10000/],
  ["operators that double the tree", `${"(".repeat(60)}a${" ?? b)".repeat(60)}`, /operators \?\? and \?:/],
])("a hostile nest of %s is refused at once", (_, source, message) => {
  const spent = cpuMs(() => expect(readExpression(source).problems[0]?.message).toMatch(message));

  expect(spent).toBeLessThan(1_000);
});

test.each([
  ["input.a + run.id", ["input", "run"], [], []],
  ["steps.a.output.x & steps.`b-c`.output", ["steps"], ["a", "b-c"], []],
  ["$$.secrets.key & $.input", ["secrets", "input"], [], ["key"]],
  ["input.lines[steps = 1].run", ["input"], [], []],
  ["input.lines[$$.steps.a.output = x]", ["input", "steps"], ["a"], []],
  ["steps", ["steps"], "all", []],
  ["steps.*", ["steps"], "all", []],
  ["$$", "all", "all", "all"],
  ["$keys($)", "all", "all", "all"],
  ["**.price", "all", "all", "all"],
])("%s reads what it names", (source, roots, steps, secrets) => {
  const { reads, problems } = readExpression(source);

  expect(problems).toEqual([]);
  expect({ roots: list(reads.roots), steps: list(reads.steps), secrets: list(reads.secrets) }).toEqual({
    roots,
    steps,
    secrets,
  });
});

function list(names: ReadonlySet<string> | "all") {
  return names === "all" ? "all" : [...names];
}
