import fc from "fast-check";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { references } from "#language/flow/references.ts";
import { eachText, slots } from "#language/flow/template.ts";
import { expressions } from "#language/flow/testing/expressions.ts";
import type { Json } from "#language/json.ts";

const onThePage = (value: Json) => {
  const found: (readonly [string, string | null])[] = [];
  eachText(value, (text) => {
    for (const { expression } of slots(text)) {
      for (const { root, path } of references(expression)) found.push([root, path[0]?.name ?? null]);
    }
  });
  return found;
};

const inTheEngine = async (values: readonly Json[]) =>
  withTx(async (db) => {
    const { rows } = await db.query<{ found: [string, string | null][] }>(
      `select coalesce(
        (select json_agg(json_build_array(r.root, r.name) order by r.ordinality)
          from reflux_private.expression_reads(v.value) with ordinality r), '[]') as found
      from jsonb_array_elements($1) with ordinality v(value, n) order by v.n`,
      [JSON.stringify(values)],
    );
    return rows.map(({ found }) => found);
  });

const pieces = [
  ..."{{ }} { } ( ) [ ] | . . ^ / \\ \" ' ` /* */ := ?: ** * % - = ~> & , 1.5e3 é".split(" "),
  ..."steps secrets input vars item a b `x-y` 'a' \"b\" /a}}/i /[/]/ $ $$ $x".split(" "),
  ..." |\n| and | or | in |function($x)|{{ |\"}}\"|'{{'|null".split("|"),
];
const anything = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(""));

test.each<[string, fc.Arbitrary<string>]>([
  [
    "what people write",
    fc.array(expressions, { maxLength: 3 }).map((list) => list.map((e) => `it's {{ ${e} }}`).join("")),
  ],
  ["whatever else they type", fc.tuple(anything, anything).map(([before, after]) => `${before}{{${after}`)],
])("of %s the engine reads the names that the page does", async (_, texts) => {
  const values = fc.sample(texts, 1_500).map((text) => ({ "{{ input.key }}": [text, { deep: text }] }));

  const found = await inTheEngine(values);

  expect(found.flat().length).toBeGreaterThan(1_000);
  for (const [index, value] of values.entries())
    expect(found[index], JSON.stringify(value)).toEqual(onThePage(value));
});

test("a long text of many expressions is read in one pass, and one that never ends is given up", async () => {
  const long = "it's {{ steps.a.output & 'x' }} ".repeat(1_000);

  const [many, endless] = await inTheEngine([long, `${'{{ "{{'.repeat(20_000)} steps.b`]);

  expect(many).toHaveLength(1_000);
  expect(endless).toEqual([]);
});
