import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { flow } from "../kit.ts";

const read = (text: string, edges = ["a -> join", "b -> join"]) =>
  flow({ a: {}, b: {}, join: { config: { text }, pin: { output: "{{ input.gone }}" } } }, edges);

test.each<[string, object, string[]]>([
  ["a field for each predecessor", read("{{ input.a.x + $sum(input.`b`.lines) & input }}"), []],
  ["a renamed predecessor", read("{{ {'x': input.old.total} }}"), ["steps.join RFV16"]],
  [
    "two of them, each once",
    read("{{ input.old }}{{ input.older & input.old }}"),
    ["steps.join RFV16", "steps.join RFV16"],
  ],
  [
    "another input",
    read("{{ run.input.old & $x.input.old & steps.a.input.old & myinput.old & 'input.old' }}"),
    [],
  ],
  ["any field of one predecessor's output", read("{{ input.old }}", ["a -> join", "b -> a"]), []],
  [
    "two edges from one predecessor",
    read("{{ input.old }}", ["a -> join", "a.error -> join"]),
    ["edges[1] RFV13"],
  ],
])("%s", async (_, document, expected) => {
  await withTx(async (db) => {
    const node = { id: "test.work", version: 1, kind: "action", effects: "pure", config: {}, ports: ["out"] };
    await db.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify([node])]);
    const { rows } = await db.query<{ found: string[] }>(
      "select array(select (p ->> 'path') || ' ' || (p ->> 'code') from jsonb_array_elements(reflux.check_flow($1)) p order by 1) as found",
      [JSON.stringify(document)],
    );

    expect(rows[0]?.found).toEqual(expected);
  });
});

test("a hint names no more steps than can be read", async () => {
  const many = Array.from({ length: 30 }, (_, n) => `s${n}`);
  const config = { text: "{{ input.gone & steps.gone.output }}" };
  const document = flow(
    { ...Object.fromEntries(many.map((key) => [key, {}])), join: { config } },
    many.map((key) => `${key} -> join`),
  );
  await withTx(async (db) => {
    const node = { id: "test.work", version: 1, kind: "action", effects: "pure", config: {}, ports: ["out"] };
    await db.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify([node])]);
    const { rows } = await db.query<{ hint: string }>(
      "select p ->> 'hint' as hint from jsonb_array_elements(reflux.check_flow($1)) p",
      [JSON.stringify(document)],
    );

    expect(rows).toHaveLength(2);
    for (const { hint } of rows) expect(hint).toMatch(/: s0, s1, s10,.* and others\.$/);
  });
});
