/**
 * The page evaluates what stands in `{{ }}` by itself, with the language's own parts. Here, and nowhere else, page and engine
 * run on the same cases: a rule that is changed on one of them fails until the other has it too.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "#language/flow/document.ts";
import { isNodeError } from "#nodes/sdk/error.ts";
import { compileTemplate } from "#worker/expression/compile.ts";
import { evaluate } from "#worker/expression/evaluate.ts";
import { closeSandbox } from "#worker/expression/sandbox.ts";
import { evaluateTemplate } from "./evaluate.ts";
import type { Evaluation } from "./protocol.ts";

afterAll(closeSandbox);

describe("evaluating", () => {
  const scope = {
    input: { body: { id: 7, name: "Ada", lines: [{ price: 10 }, { price: 20 }] }, nothing: null },
    steps: { "get-it": { output: { ok: true } } },
    run: { id: "42", flow: "orders" },
  };

  async function run(template: Json): Promise<Evaluation> {
    try {
      const value = await evaluate(compileTemplate(template), scope, { timeoutMs: 20_000 });
      return { json: JSON.stringify(value), cut: false };
    } catch (error) {
      if (!isNodeError(error)) throw error;
      const { code, message, hint } = error;
      return { problem: { code, message, ...(hint === undefined ? {} : { hint }) } };
    }
  }

  test.each<[Json, Json]>([
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
    [
      { id: "{{ input.body.id }}", list: ["{{ input.missing }}", 2, true], text: "plain" },
      { id: 7, list: [null, 2, true], text: "plain" },
    ],
  ])("%j gives %j, on the page as in a run", async (template, expected) => {
    const evaluation = { json: JSON.stringify(expected), cut: false };

    expect([await evaluateTemplate(template, scope), await run(template)]).toEqual([evaluation, evaluation]);
  });

  test.each([
    ["{{ 1 + }}", "RFV11"],
    ["{{ body.id }}", "RFV11"],
    ["x {{ input.body", "RFV11"],
    ["x {{ }}", "RFV11"],
    ["{{ 'a' + 1 }}", "RFV05"],
    ["{{ $error('on purpose') }}", "RFV05"],
    ["{{ function($x) { $x } }}", "RFV05"],
    ["{{ { 'f': [$sum] } }}", "RFV05"],
    ["{{ ($f := function($n) { $f($n + 1) + 1 }; $f(0)) }}", "RFL08"],
    ["{{ [1..1000000000] }}", "RFL08"],
    [
      "{{ ($a := $pad('x', 100000); $b := $a & $a & $a & $a & $a & $a & $a; $c := $b & $b & $b & $b & $b & $b & $b; [$c, $c, $c, $c, $c, $c, $c]) }}",
      "RFL08",
    ],
  ])("%s fails with %s, on the page in the words of a run", async (template, code) => {
    const evaluation = await evaluateTemplate(template, scope);

    expect(evaluation).toMatchObject({ problem: { code } });
    expect(evaluation).toEqual(await run(template));
  });
});
