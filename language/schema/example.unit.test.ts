import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { ownCases } from "./cases.ts";
import { exampleOf, schemaDefects, schemaProblems } from "./index.ts";

const suite = join(
  process.env["SUITES"] ?? join(import.meta.dirname, "../../../shared/suites"),
  "json-schema/tests/draft2020-12",
);

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly data: unknown; readonly valid: boolean }[];
}

/** Of schemas that some value of the test fits: those of which no example is found. */
function without(
  cases: readonly { readonly name: string; readonly schema: unknown; readonly fits: readonly unknown[] }[],
) {
  return cases.flatMap(({ name, schema, fits }) => {
    if (schemaDefects(schema, "x").length > 0) return [];
    const example = exampleOf(schema);
    if (example !== undefined)
      expect({ name, example, problems: schemaProblems(schema, example) }).toMatchObject({ problems: [] });
    const can = fits.some((value) => schemaProblems(schema, value).length === 0);
    // What a pattern looks for ahead and behind is not sought.
    if (/\(\?<?[=!]/.test(JSON.stringify(schema))) return [];
    return example === undefined && can ? [`${name}: ${JSON.stringify(schema)}`] : [];
  });
}

test("each of our own schemas has an example, and it fits", () => {
  expect(without(ownCases.map(({ fits = [], ...one }) => ({ ...one, fits })))).toEqual([]);
});

test.skipIf(!existsSync(suite))("so has each schema of the public suite that anything fits", () => {
  const groups = globSync(join(suite, "**/*.json")).flatMap((file) =>
    (JSON.parse(readFileSync(file, "utf8")) as Group[]).map(({ description, schema, tests }) => ({
      name: `${basename(file)} ${description}`,
      schema,
      fits: tests.filter(({ valid }) => valid).map(({ data }) => data),
    })),
  );
  expect(groups.length).toBeGreaterThan(200);
  expect(without(groups)).toEqual([]);
});

const cases: readonly (readonly [schema: unknown, example: unknown])[] = [
  [
    {
      type: "object",
      required: ["id"],
      properties: { id: { type: "integer", minimum: 7 }, note: { type: "string" } },
    },
    { id: 7, note: "text" },
  ],
  [{ type: "array", items: { enum: ["a", "b"] }, uniqueItems: true, minItems: 2 }, ["a", "b"]],
  [{ type: "string", pattern: "^ORD-[0-9]{4}$" }, "ORD-1111"],
  [{ type: "string", format: "email" }, "ada@example.com"],
  [{ type: "object", properties: { total: { default: 42 } } }, { total: 42 }],
  [
    {
      $ref: "#/$defs/tree",
      $defs: { tree: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
    },
    { name: "text" },
  ],
  [false, undefined],
  [{ allOf: [{ type: "string" }, { type: "number" }] }, undefined],
];

test.each(cases)("%j gives %j", (schema, example) => expect(exampleOf(schema)).toEqual(example));
