import { afterAll, expect, test } from "vitest";
import type { Json } from "#language/json.ts";
import { type CompileOptions, compileTemplate } from "./compile.ts";
import { type EvaluateOptions, evaluate, type Scope } from "./evaluate.ts";
import { closeSandbox } from "./sandbox.ts";

const scope: Scope = {
  input: { body: { id: 7, name: "Ada", lines: [{ price: 10 }, { price: 20 }] }, empty: [], nothing: null },
  steps: { "get-it": { output: { ok: true } } },
  run: { id: "42", flow: "orders", version: 3, started_at: "2026-01-01T00:00:00Z", input: { callback: "x" } },
  secrets: { key: "s3cret" },
  item: { sku: "A" },
  index: 4,
};
const give = (value: Json, options?: CompileOptions, limits?: EvaluateOptions) =>
  evaluate(compileTemplate(value, options), scope, limits);

afterAll(closeSandbox);

test.each<[string, Json]>([
  ["{{ input.body.id }}", 7],
  ["{{ input.body }}\n", { id: 7, name: "Ada", lines: [{ price: 10 }, { price: 20 }] }],
  ["{{ input.body.lines.price }}", [10, 20]],
  ["{{ input.empty }}", []],
  ["{{ input.nothing }}", null],
  ["{{ input.missing }}", null],
  ["{{ $sum(input.body.lines.price) }}", 30],
  ["{{ input.body.lines[price > 10] }}", { price: 20 }],
  ["{{ input.body.lines[0].price = 10 and true }}", true],
  ["{{ $map(input.body.lines, function($line) { $line.price * 2 }) }}", [20, 40]],
  ["{{ $match('a1b22', /[0-9]+/).match }}", ["1", "22"]],
  ["{{ [1..3] }}", [1, 2, 3]],
  ["{{ { 'whole': $, 'sum': 1 + 1 }.sum }}", 2],
])("%s keeps the type of its result", async (text, expected) => {
  expect(await give(text)).toEqual(expected);
});

test.each([
  ["Hello {{ input.body.name }}!", "Hello Ada!"],
  ["{{ input.body.id }}/{{ run.id }}", "7/42"],
  ["[{{ input.missing }}{{ input.nothing }}]", "[]"],
  ["{{ input.body.lines }} {{ 1 > 0 }}", '[{"price":10},{"price":20}] true'],
  ["{{ '}}' & '{{' }}.", "}}{{."],
  ["sum: {{ $sum(input.body.lines.price) }}, mapped: {{ [1..2] }}", "sum: 30, mapped: [1,2]"],
])("%s becomes text", async (text, expected) => {
  expect(await give(text)).toBe(expected);
});

test("every name of the scope can be read", async () => {
  const value = {
    step: "{{ steps.`get-it`.output.ok }}",
    run: "{{ run.input.callback }} {{ run.started_at }} {{ run.flow }}@{{ run.version }}",
  };

  expect(await give(value)).toEqual({
    step: true,
    run: "x 2026-01-01T00:00:00Z orders@3",
  });
});

test("every key that is written is there: what gives nothing is null", async () => {
  const value = {
    kept: 1,
    gone: "{{ input.missing }}",
    also: "{{ $sum(input.missing) }}",
    list: ["{{ input.missing }}", 2],
  };

  expect(await give(value)).toEqual({ kept: 1, gone: null, also: null, list: [null, 2] });
});

test("a template without expressions is given back as it is", async () => {
  const value = { deep: [{ text: "no { braces }}" }] };
  const compiled = compileTemplate(value);

  expect(await evaluate(compiled, {})).toBe(value);
});

test("the value of a plain path is not copied", async () => {
  expect(await give("{{ input.body }}")).toBe((scope.input as { body: Json }).body);
});

test("a secret can be read in the fields of the manifest, and nowhere else", async () => {
  const config = {
    headers: { authorization: "Bearer {{ secrets.key }}", all: "{{ $uppercase(secrets.key) }}" },
  };

  expect(await give(config, { secretFields: ["headers"] })).toEqual({
    headers: { authorization: "Bearer s3cret", all: "S3CRET" },
  });
  expect(() =>
    compileTemplate({ ...config, body: "{{ secrets.key }}" }, { secretFields: ["headers"] }),
  ).toThrow(expect.objectContaining({ code: "RFV11", message: "body: secrets cannot be read here" }));
  expect(() => compileTemplate(config)).toThrow(/headers.authorization: secrets cannot be read here/);
});

test.each([
  "{{ $string($$) }}",
  "{{ $string($) }}",
  "{{ $string(**) }}",
  "{{ $map([1], function($x) { $string($$) }) }}",
])("%s shows the whole scope, but no secret", async (text) => {
  expect(JSON.stringify(await give({ body: text }))).not.toContain("s3cret");
  expect(JSON.stringify(await give({ body: text }, { secretFields: ["body"] }))).toContain("s3cret");
});

test("an error about an expression with a secret does not quote it", async () => {
  const failing = { headers: "{{ secrets.key + 1 }}" };
  const isolated = { headers: "{{ ($x := secrets.key; $number($x)) }}" };
  for (const config of [failing, isolated]) {
    const error: unknown = await give(config, { secretFields: ["headers"] }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toMatchObject({ code: "RFV05" });
    expect(String(error)).not.toContain("s3cret");
  }
});

test("a literal field takes no expressions", () => {
  expect(() => compileTemplate({ text: "select {{ input.id }}" }, { literalFields: ["text"] })).toThrow(
    expect.objectContaining({ code: "RFV11", message: "text: expressions are not allowed here" }),
  );
});

test.each<[Json, RegExp]>([
  [{ a: ["{{ 1 + }}"] }, /^a\[0\]: the expression is not JSONata/],
  ["{{ input.__proto__ }}", /the name "__proto__" is not allowed/],
  ["{{ $eval('1') }}", /\$eval is not allowed/],
  ["{{ body.id }}", /"body" is not in scope/],
  ["{{ a", /not closed/],
])("%j does not compile", (value, message) => {
  expect(() => compileTemplate(value)).toThrow(expect.objectContaining({ code: "RFV11" }));
  expect(() => compileTemplate(value)).toThrow(message);
});

test("a template tells what it reads, so that nothing else need be fetched", () => {
  const { reads } = compileTemplate(
    {
      a: "{{ input.x }} {{ steps.one.output }}",
      b: "{{ $sum(steps.two.output.n) }}",
      c: "{{ secrets.key }}",
    },
    { secretFields: ["c"] },
  );

  expect(reads).toEqual({
    roots: new Set(["input", "steps", "secrets"]),
    steps: new Set(["one", "two"]),
    secrets: new Set(["key"]),
    vars: new Set(),
  });
  expect(compileTemplate({ a: "{{ vars.x }}", b: "{{ $$.vars.y.z }}" }).reads.vars).toEqual(
    new Set(["x", "y"]),
  );
  expect(compileTemplate({ a: "{{ $$ }}" }).reads.secrets).toEqual(new Set());
});

test("too large a result is refused, over all expressions together", async () => {
  const half = "x".repeat(600);
  const evaluateBoth = evaluate(
    compileTemplate(["{{ input }}", "{{ input }}"]),
    { input: half },
    { maxBytes: 1_000 },
  );

  await expect(evaluateBoth).rejects.toMatchObject({ code: "RFL08" });
  expect(await evaluate(compileTemplate(["{{ input }}"]), { input: half }, { maxBytes: 1_000 })).toEqual([
    half,
  ]);
});

test("an abort ends an evaluation with its reason", async () => {
  const reason = new Error("cancelled by a person");
  const controller = new AbortController();
  const endless = give(
    "{{ ($f := function() { $f() }; $f()) }}",
    {},
    { signal: controller.signal, timeoutMs: 60_000 },
  );
  controller.abort(reason);

  await expect(endless).rejects.toBe(reason);
  await expect(give("{{ input }}", {}, { signal: controller.signal })).rejects.toBe(reason);
});

test("an expression that outlives its slice goes on in a child process", async () => {
  const lines = Array.from({ length: 30_000 }, (_, price) => ({ price, tags: ["a", "b"] }));
  const compiled = compileTemplate("{{ $count(input.lines[price >= 0].tags[$ = 'a']) }}");

  expect(await evaluate(compiled, { input: { lines } }, { timeoutMs: 20_000 })).toBe(30_000);
});

test("an expression reads and gives as much as a step may give", async () => {
  const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, name: "n".repeat(200) }));
  const give = async (source: string) => await evaluate(compileTemplate(source), { input: { rows } });

  expect(await give("{{ input.rows }}")).toHaveLength(rows.length);
  expect(await give("{{ $map(input.rows, function($row) { $row.id }) }}")).toHaveLength(rows.length);
}, 60_000);
