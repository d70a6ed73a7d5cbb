import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { flow } from "../kit.ts";

const kinds = ["test.work", "test.call"].map((id) => ({
  id,
  version: 1,
  kind: "action",
  effects: "pure",
  config: {},
  ports: ["out"],
  secrets: id === "test.call" ? ["key"] : [],
}));

test.each<[string, string, string[]]>([
  ["test.work", `{{ "https://vault.example/secrets/" & input.id }}`, []],
  ["test.work", `{{ "it's" & input.id /* secrets.key, item */ }}`, []],
  ["test.work", "{{ input.lines[secrets.x > 1] & $replace(input.a, /secrets.key/, '') }}", []],
  ["test.work", `{{ "}}" & secrets.key }}`, ["steps.b.config.key RFV16"]],
  ["test.work", `{{ {"a": {"b": 1}} ~> $merge & $$.secrets.'key' }}`, ["steps.b.config.key RFV16"]],
  ["test.call", `{{ "}}" & secrets.key }}`, ["steps.b.config.key RFV16 warning"]],
  ["test.work", `{{ "steps.gone" & input.id }}`, []],
  ["test.work", "{{ $.steps.gone }}", ["steps.b RFV16"]],
  ["test.work", "{{ steps.'gone'.output & steps.`a`.output }}", ["steps.b RFV16"]],
  ["test.work", "{{ 'vars.gone' & $.vars.'gone' }}", ["steps.b.config RFV40"]],
  ["test.work", "{{ {'a': item.x} }}", ["steps.b.config.key RFV16"]],
])("of %s the field %s", async (node, key, expected) => {
  await withTx(async (db) => {
    await db.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify(kinds)]);
    const document = flow({ a: {}, b: { node, config: { key }, pin: { output: "{{ steps.gone }}" } } }, [
      "a -> b",
    ]);
    const { rows } = await db.query<{ found: string[] }>(
      `select array(
        select concat_ws(' ', p ->> 'path', p ->> 'code', nullif(p ->> 'severity', 'error'))
        from jsonb_array_elements(reflux.check_flow($1)) p order by 1) as found`,
      [JSON.stringify(document)],
    );

    expect(rows[0]?.found).toEqual(expected);
  });
});
