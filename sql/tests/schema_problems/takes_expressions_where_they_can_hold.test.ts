import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, one } from "../kit.ts";

async function problems(db: Db, schema: object, value: unknown): Promise<string[]> {
  const { found } = await one<{ found: string[] }>(
    db,
    "select array(select p ->> 'message' from unnest(reflux_private.schema_problems($1, $2, 'x', true)) p) as found",
    [JSON.stringify(schema), JSON.stringify(value)],
  );
  return found;
}

const method = { type: "string", enum: ["GET", "POST"] };
const slug = { type: "string", pattern: "^[a-z]+$" };

test.each<[string, object, unknown]>([
  ["a whole expression for a choice", method, "{{ input.method }}"],
  ["one with white space around it", method, " {{ input.method }}\n"],
  ["one that ends in objects", { type: "object" }, '{{ {"a": {"b": 1}} }}'],
  ["a whole expression for a number", { type: "integer" }, "{{ 5 }}"],
  ["a whole expression for a pattern", slug, "{{ input.slug }}"],
  ["words around expressions in a text", { type: "string" }, "{{ a }} and {{ b }}"],
  ["words around expressions in an address", { type: "string", format: "uri" }, "https://x/{{ a }}"],
])("%s passes: its value is checked when the step runs", async (_, schema, value) => {
  expect(await withTx((db) => problems(db, schema, value))).toEqual([]);
});

test.each<[string, object, unknown]>([
  ["words around an expression in a choice", method, "{{1}} after insert"],
  ["two expressions in a choice", method, "{{ a }}{{ b }}"],
  ["words around one in a constant", { const: "x" }, "x{{ a }}"],
  ["words around one in a pattern", slug, "a-{{ b }}"],
  ["words around one for a number", { type: "integer" }, "1{{ 2 }}"],
  ["words around one for a list", { type: "array" }, "{{ a }}, {{ b }}"],
  ["braces that are no expression", method, "}} {{"],
])("%s is refused", async (_, schema, value) => {
  expect(await withTx((db) => problems(db, schema, value))).not.toEqual([]);
});

test("the config of a trigger takes no expression, at any depth, nor in a key", async () => {
  await withTx(async (db) => {
    await db.query("select reflux_private.register_worker('w', $1, 1)", [
      JSON.stringify([
        { id: "test.trigger", version: 1, kind: "trigger", effects: "pure", config: {}, ports: ["out"] },
      ]),
    ]);
    const config = { a: "{{ 1 }}", b: ["x", { c: "y {{" }], "{{k}}": 1, fine: "}} {", nested: { "{{": {} } };
    const { paths } = await one<{ paths: string[] }>(
      db,
      "select array(select p ->> 'path' from jsonb_array_elements(reflux.check_flow($1)) p) as paths",
      [JSON.stringify({ reflux: 1, steps: { t: { node: "test.trigger", config } }, edges: [] })],
    );

    expect(paths.toSorted()).toEqual(
      ["a", "b", "nested", "{{k}}"].map((key) => `steps.t.config.${key}`).toSorted(),
    );
  });
});
