import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, expect, test } from "vitest";
import { compileTemplate } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { closeSandbox } from "./sandbox.ts";

const TIMEOUT_MS = 300;
const scope = { input: { text: "a".repeat(100), list: [1, 2, 3], object: { a: 1 } } };

afterAll(closeSandbox);

/** Each with the code of the error it must end with. */
const hostile: readonly [name: string, expression: string, code: RegExp][] = [
  ["an endless tail recursion", "($f := function($n) { $f($n + 1) }; $f(0))", /RFT06/],
  ["a deep recursion", "($f := function($n) { $f($n + 1) + 1 }; $f(0))", /RFL08/],
  [
    "an exponential recursion",
    "($f := function($n) { $n > 60 ? 1 : $f($n + 1) + $f($n + 1) }; $f(0))",
    /RFT06|RFL08/,
  ],
  ["the Y combinator", "($y := function($f) { $f($f) }; $y($y))", /RFT06|RFL08/],
  ["a huge range", "[1..1000000000]", /RFL08/],
  ["a range that is just allowed, many times", "[1..9999999].[1..9999999]", /RFL08|RFT06/],
  ["a product of ranges", "[1..5000].($x := $; [1..5000].($x * $))", /RFL08|RFT06/],
  ["a huge $pad", "$pad('x', 500000000)", /RFL08|RFT06/],
  ["a huge $pad that is looked into", "$length($pad('x', 300000000))", /RFL08|RFT06/],
  ["a split of a huge text", "$split($pad('x', 200000000, ','), ',')", /RFL08|RFT06/],
  [
    "text that doubles",
    "($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('xxxxxxxx', 60))",
    /RFL08/,
  ],
  [
    "a list that doubles",
    "($d := function($s, $n) { $n = 0 ? $s : $d($append($s, $s), $n - 1) }; $d([1], 60))",
    /RFL08/,
  ],
  ["memory by $map", "$map([1..100000], function($v) { $pad($string($v), 100000) })", /RFL08|RFT06/],
  ["a growing $reduce", "$reduce([1..900000], function($a, $b) { $a & 'xxxxxxxxxxxxxxxx' })", /RFL08|RFT06/],
  ["a huge picture", "$formatNumber(1, $pad('0', 100000000, '0'))", /RFV05|RFL08|RFT06/],
  ["a huge base64", "$base64encode($pad('x', 300000000))", /RFL08|RFT06/],
  ["a sort that never agrees", "$sort([1..100000], function($a, $b) { $random() > 0.5 })", /RFL08|RFT06/],
  ["all pairs by $distinct", "$count($distinct([1..100000].{ 'n': $ }))", /RFL08|RFT06/],
  ["a structure within itself", "input.object ~> |$|{ 'self': $ }|", /RFL08|RFV05/],
  ["a function as result", "function($x) { $x }", /RFV05/],
  ["a function inside a result", "{ 'f': [$sum] }", /RFV05/],
  ["infinity", "1 / 0", /RFV05|RFL08/],
  ["$error", "$error('on purpose')", /RFV05/],
  ["a type error", "'a' + 1", /RFV05/],
  ["a built-in replaced by data", "($sum := input.object; $sum(1))", /RFV05/],
];

test.each(hostile)("%s ends with a clear error", async (_, expression, code) => {
  const error: unknown = await evaluate(compileTemplate(`{{ ${expression} }}`), scope, {
    timeoutMs: TIMEOUT_MS,
  }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: "NodeError", code: expect.stringMatching(code), retry: "never" });
});

test("patterns that make other engines hang take no time", async () => {
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^([a-z]+)*$", "(.*a){20}b"]) {
    const found = await evaluate(compileTemplate(`{{ $contains(input.text & '!', /${pattern}/) }}`), scope, {
      timeoutMs: 10_000,
    });

    expect(found).toBe(false);
  }
});

test("while hostile expressions run, this process answers and its memory stays", async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const before = process.memoryUsage.rss();
  delay.enable();

  await Promise.allSettled(
    hostile.map(([, expression]) =>
      evaluate(compileTemplate(`{{ ${expression} }}`), scope, { timeoutMs: TIMEOUT_MS }),
    ),
  );

  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(2_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
}, 60_000);

test("after all that, an honest expression still works", async () => {
  expect(await evaluate(compileTemplate("{{ $map(input.list, function($n) { $n * 2 }) }}"), scope)).toEqual([
    2, 4, 6,
  ]);
});
