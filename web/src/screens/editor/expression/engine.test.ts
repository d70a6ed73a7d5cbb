/**
 * The page evaluates what stands in `{{ }}` by itself, with the language's own parts. Here, and nowhere else, page and engine
 * run on the same cases: a rule that is changed on one of them fails until the other has it too.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "#language/flow/document.ts";
import { parseTemplate, soleExpression } from "#language/flow/split.ts";
import { isWholeExpression, slots } from "#language/flow/template.ts";
import { isNodeError } from "#nodes/sdk/error.ts";
import { compileTemplate } from "#worker/expression/compile.ts";
import { evaluate } from "#worker/expression/evaluate.ts";
import { closeSandbox } from "#worker/expression/sandbox.ts";
import { evaluateTemplate } from "./evaluate.ts";
import type { Evaluation } from "./protocol.ts";

afterAll(closeSandbox);

/** What expressions are made of, and what is hard to read in them. */
const pieces = (
  "input steps run item index secrets vars total body x price constructor __proto__ `get-it` `prototype` $ $$ $x $i $sum " +
  '$map $eval $nope function "a" \'b\' "__proto__" "}}" "\\"}}" 1 0.5 . , ; : := = < > ? ?? ?: ~> & + - * ** / % ( ) ' +
  "[ ] { } | # @ ^ .. and or in true null /a/i /(?=a)/ /(a)\\1/ /\\}\\}/ /[/x]/ /* */ {{ }} é"
).split(" ");
/** Words stand apart, as people write them. */
const texts = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("", " ")), { maxLength: 14 })
  .map((some) =>
    some.reduce(
      (text, [piece, space]) =>
        text + (/[\p{L}\p{N}_$/]$/u.test(text) && /^[\p{L}\p{N}_$]/u.test(piece) ? " " : space) + piece,
      "",
    ),
  );

describe("splitting", () => {
  test("the page sees the expressions of a text where the engine sees them", () => {
    const split = fc.array(fc.oneof(texts, fc.constantFrom("{{", "}}", " ")), { maxLength: 6 });
    fc.assert(
      fc.property(split, (some) => {
        const text = some.join("");
        const seen = slots(text);
        const parts = parse(text);
        if (parts === undefined) {
          expect(seen.some(({ closed, expression }) => !closed || expression.trim() === "")).toBe(true);
          return;
        }
        const expressions = parts.filter((part) => part.kind === "expression");
        expect(seen).toMatchObject(
          expressions.map(({ source, offset }) => ({
            expression: source,
            expressionFrom: offset,
            closed: true,
          })),
        );
        expect(isWholeExpression(text)).toBe(soleExpression(parts) !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  const parse = (text: string) => {
    try {
      return parseTemplate(text);
    } catch {
      return undefined;
    }
  };
});

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
