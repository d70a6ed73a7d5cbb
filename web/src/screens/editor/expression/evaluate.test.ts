import { expect, test } from "vitest";
import { evaluateTemplate } from "./evaluate.ts";

const give = async (text: string) => evaluateTemplate(text, {});

test("a value that is long is cut, and said to be", async () => {
  const evaluation = await give("{{ $pad('x', 5000) }}");

  expect(evaluation).toEqual({ json: expect.stringMatching(/^"x/), cut: true });
});

test.each([
  ["{{ input.a * 2 }}", 42],
  ["Bearer {{ secrets.token }}", "Bearer {{ secrets.token }}"],
  ["{{ $base64encode(secrets.token) }}", "{{ $base64encode(secrets.token) }}"],
  ["{{ input.a }} at {{ $now() }} by {{ vars.name }}", "21 at {{ $now() }} by {{ vars.name }}"],
  ["{{ $random() }} {{ $millis() }}", "{{ $random() }} {{ $millis() }}"],
])("of %s only what a run keeps is said: %j", async (text, value) => {
  const scope = { input: { a: 21 }, secrets: { token: "x" }, vars: { name: "now" } };
  expect(await evaluateTemplate({ at: text }, scope, true)).toEqual({
    json: JSON.stringify({ at: value }),
    cut: false,
  });
});

/** In a run these may end by their deadline, too; the page has none but the end of its worker. */
test.each([
  ["{{ $pad('x', 500000000) }}", "RFL08", /pads/],
  ["{{ ($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('xxxxxxxx', 60)) }}", "RFL08", /./],
])("%s ends with a clear problem", async (text, code, message) => {
  expect(await give(text)).toEqual({
    problem: expect.objectContaining({ code, message: expect.stringMatching(message) }),
  });
});
