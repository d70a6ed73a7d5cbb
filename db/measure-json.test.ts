import fc from "fast-check";
import { expect, test } from "vitest";
import { isFineFromStringify, measureJson, measureLimits, requireMeasure } from "./measure-json.ts";
import { withTx } from "./testing/databases.ts";

/** JSON text as anybody may write it: exponents, long fractions, escapes, white space. */
const number = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 25n }),
    fc.option(fc.bigInt({ min: 0n, max: 10n ** 20n })),
    fc.option(fc.integer({ min: -1200, max: 1200 })),
  )
  .map(
    ([minus, whole, part, by]) =>
      `${minus ? "-" : ""}${whole}${part === null ? "" : `.${part}`}${by === null ? "" : `e${by}`}`,
  );
const text = fc
  .string({ unit: "binary" })
  .filter((one) => !one.includes("\0") && one.isWellFormed())
  .map((one) => JSON.stringify(one));
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    number,
    text,
    fc.constantFrom("true", "false", "null", '"\\u00e9\\/"'),
    fc.array(tie("json"), { maxLength: 6 }).map((items) => `[${items.join(" , ")}]`),
    fc.dictionary(fc.string({ unit: "grapheme-ascii" }), tie("json"), { maxKeys: 6 }).map(
      (fields) =>
        `{${Object.entries(fields)
          .map(([key, value]) => `${JSON.stringify(key)}:\n${value}`)
          .join(",")}}`,
    ),
  ),
}));

test("a text is never smaller written out than it was measured to be, and not much larger", async () => {
  await withTx(async (db) => {
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const { rows } = await db.query<{ bytes: number; twice: number }>(
          "select octet_length($1::jsonb::text) as bytes, octet_length($1::text) as twice",
          [value],
        );
        const { bytes = 0, twice = 0 } = rows[0] ?? {};
        const measured = measureJson(value).bytes;

        expect(measured).toBeGreaterThanOrEqual(bytes);
        expect(measured).toBeLessThanOrEqual(bytes + 3 * twice + 2_500);
      }),
      { numRuns: 300 },
    );
  });
});

test("what it lets pass the database takes, and what it refuses for digits the database does too", async () => {
  await withTx(async (db) => {
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const { rows } = await db.query<{ code: string | null }>(
          "select reflux_private.measure_problem($1) ->> 'code' as code",
          [value],
        );
        if (isLet(value)) expect(rows[0]?.code).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

function isLet(value: string): boolean {
  try {
    requireMeasure(value, "it");
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["a huge exponent", "1e131071", "RFV23"],
  ["an endless one", `[1e${"9".repeat(400)}]`, "RFV23"],
  ["a tiny number", "[-1E-16383]", "RFV23"],
  ["depth", "[".repeat(1_000_000), "RFV23"],
  ["size", `[${Array(3_000).fill("1e999").join()}]`, "RFV04"],
])("refuses %s without reading on", (_what, value, code) => {
  expect(() => requireMeasure(value, "it", { bytes: 1_000_000 })).toThrow(expect.objectContaining({ code }));
});

test("what looks like a number or a bracket within a text is a text", () => {
  expect(() => requireMeasure(JSON.stringify(`1e131071 ${"[".repeat(500)} "`), "it")).not.toThrow();
});

test("an output of JSON.stringify passes without a look at each character, unless it may be large or deep", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const largest = 32 * 1024 * 1024;

  expect(isFineFromStringify(JSON.stringify({ a: [1, 5e-324] }), largest)).toBe(true);
  expect(isFineFromStringify(deep(measureLimits.depth), largest)).toBe(true);
  expect(isFineFromStringify(deep(measureLimits.depth + 1), largest)).toBe(false);
  expect(isFineFromStringify(JSON.stringify("x".repeat(largest)), largest)).toBe(false);
});
