import { expect, test } from "vitest";
import { readManifest } from "./manifest.ts";
import { schemaRows } from "./schema-rows.ts";

const lines = (schema: Readonly<Record<string, unknown>>) =>
  schemaRows(schema).map(
    (row) => `${"  ".repeat(row.depth)}${row.path}${row.required ? "!" : ""}: ${row.type}`,
  );

test("a schema reads as a table, with what it nests indented under it", () => {
  expect(
    lines({
      type: "object",
      required: ["path", "cases"],
      properties: {
        path: { type: "string" },
        method: { enum: ["GET", "POST"], default: "GET" },
        headers: { type: "object", additionalProperties: { type: "string" } },
        cases: {
          type: "array",
          items: { type: "object", required: ["port"], properties: { port: { type: "string" }, when: {} } },
        },
      },
    }),
  ).toEqual([
    "path!: text",
    'method: "GET" | "POST"',
    "headers: text by name",
    "cases!: list of object",
    "  cases[].port!: text",
    "  cases[].when: any",
  ]);
});

test("defaults and limits are facts of a field", () => {
  const [row] = schemaRows({
    properties: { tries: { type: "integer", minimum: 0, maximum: 9, default: 3 } },
  });

  expect(row?.facts).toEqual(["default 3", "0 to 9"]);
});

test("a manifest that says little is read all the same", () => {
  expect(readManifest(null, "my.node", 2)).toMatchObject({
    id: "my.node",
    version: 2,
    title: "my.node",
    ports: [],
    examples: [],
    retry: { max: 0 },
  });
});

test("an example gives an output, an outcome or an error", () => {
  const { examples } = readManifest(
    { examples: [{ title: "a", output: 1 }, { error: "RFX01" }, { outcome: { kind: "sleep" } }] },
    "my.node",
    1,
  );

  expect(examples.map((example) => example.result)).toEqual([
    { kind: "output", value: 1 },
    { kind: "error", value: "RFX01" },
    { kind: "outcome", value: { kind: "sleep" } },
  ]);
});
