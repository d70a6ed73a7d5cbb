import { expect, test } from "vitest";
import { evaluateTemplate } from "./evaluate.ts";

const scope = {
  input: { body: { id: 7, name: "Ada", lines: [{ price: 10 }, { price: 20 }] }, empty: [], nothing: null },
  steps: { "get-it": { output: { ok: true } } },
  run: { id: "42", flow: "orders" },
};
const give = async (text: string) => evaluateTemplate(text, scope);

test.each<[string, unknown]>([
  ["{{ input.body.id }}", 7],
  ["{{ input.body.lines.price }}\n", [10, 20]],
  ["{{ input.missing }}", null],
  ["{{ $sum(input.body.lines.price) }}", 30],
  ["{{ steps.`get-it`.output.ok }}", true],
  ["{{ $match('a1b22', /[0-9]+/).match }}", ["1", "22"]],
  ["Hello {{ input.body.name }}!", "Hello Ada!"],
  ["{{ input.body.id }}/{{ run.id }}", "7/42"],
  ["[{{ input.missing }}{{ input.nothing }}]", "[]"],
  ["{{ input.body.lines }} {{ 1 > 0 }}", '[{"price":10},{"price":20}] true'],
  ["{{ '}}' & '{{' }}.", "}}{{."],
  ["{{ $pad('é', 3, 'ab') & $pad('x', -3) }}", "éab  x"],
])("%s gives what the engine gives", async (text, expected) => {
  expect(await give(text)).toEqual({ json: JSON.stringify(expected), cut: false });
});

test("every text in a value is replaced, and nothing else", async () => {
  const template = { id: "{{ input.body.id }}", list: ["{{ input.missing }}", 2, true], text: "plain" };

  expect(await evaluateTemplate(template, scope)).toEqual({
    json: '{"id":7,"list":[null,2,true],"text":"plain"}',
    cut: false,
  });
});

test("a value that is long is cut, and said to be", async () => {
  const evaluation = await give("{{ $pad('x', 5000) }}");

  expect(evaluation).toEqual({ json: expect.stringMatching(/^"x/), cut: true });
});

test.each([
  ["{{ 1 + }}", "RFV11", /not JSONata/],
  ["{{ body.id }}", "RFV11", /not in scope/],
  ["{{ input.body", "RFV11", /not closed/],
  ["{{ 'a' + 1 }}", "RFV05", /failed/],
  ["{{ $error('on purpose') }}", "RFV05", /on purpose/],
  ["{{ function($x) { $x } }}", "RFV05", /a function, not data/],
  ["{{ { 'f': [$sum] } }}", "RFV05", /a function, not data/],
  ["{{ ($f := function($n) { $f($n + 1) + 1 }; $f(0)) }}", "RFL08", /deep/],
  ["{{ [1..1000000000] }}", "RFL08", /list of more than/],
  ["{{ $pad('x', 500000000) }}", "RFL08", /pads/],
  ["{{ [1..2000].[$pad('x', 1000)] }}", "RFL08", /characters of JSON/],
  ["{{ ($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('xxxxxxxx', 60)) }}", "RFL08", /./],
])("%s ends with a clear problem", async (text, code, message) => {
  expect(await give(text)).toEqual({
    problem: expect.objectContaining({ code, message: expect.stringMatching(message) }),
  });
});
