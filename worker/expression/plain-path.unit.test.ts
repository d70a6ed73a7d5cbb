import fc from "fast-check";
import jsonata from "jsonata";
import { expect, test } from "vitest";
import { resolvePath } from "./plain-path.ts";

const NAMES = ["a", "b", "c"];

/** Few names and few values, so that paths hit, and lists in lists, where the rules are least obvious. */
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    fc.constantFrom(null, true, 0, "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 3 }),
  ),
})).value;
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 });

test("a plain path gives what JSONata gives, whatever the data", async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.dictionary(fc.constantFrom(...NAMES), data), async (names, scope) => {
      const expected: unknown = await jsonata(names.join(".")).evaluate(scope);

      expect(plain(resolvePath(names, scope))).toEqual(plain(expected));
    }),
    { numRuns: 3_000 },
  );
});

test.each([["__proto__"], ["constructor"], ["toString"]])(
  "%s is not found unless the data has it",
  (name) => {
    expect(resolvePath(["a", name], { a: {} })).toBeUndefined();
    expect(resolvePath(["a", name], { a: [{}] })).toBeUndefined();
    expect(resolvePath(["a", name], JSON.parse(`{"a": {"${name}": 1}}`))).toBe(1);
  },
);

test("data that looks like a function of the library has no properties, as in the library", async () => {
  const scope = { a: { _jsonata_lambda: true, b: 1 } };

  expect(resolvePath(["a", "b"], scope)).toBeUndefined();
  expect(await jsonata("a.b").evaluate(scope)).toBeUndefined();
});

/** Without the notes that JSONata hangs on its lists. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
