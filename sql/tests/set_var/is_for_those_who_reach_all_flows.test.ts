import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, deploy, flow, one, refusal } from "../kit.ts";
import { as, asOwner } from "../reach/kit.ts";
import { Worker } from "../worker.ts";

test("a token of some flows reads variables and sets none; its flow may name them", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "mine", chain("a"));
    await db.query("select reflux.set_var('url', '\"https://a.example\"')");
    await as(db, "editor", "mine");

    expect((await refusal(db, () => db.query("select reflux.set_var('url', '1')"))).code).toBe("RFP02");
    expect((await refusal(db, () => db.query("select reflux.unset_var('url')"))).code).toBe("RFP02");
    expect(await one(db, "select name, value from reflux.vars")).toEqual({
      name: "url",
      value: "https://a.example",
    });
    const { number } = await deploy(db, "mine", flow({ a: { config: { value: "{{ vars.url }}" } } }));
    expect(number).toBe(2);
  });
});

test("who sets, changes and unsets a variable is in the audit, with the value before and after and the reason", async () => {
  await withTx(async (db) => {
    await as(db, "editor");
    await db.query("select reflux.set_var('limit', '1', 'first')");
    await db.query("select reflux.set_var('limit', '2', 'more')");
    await db.query("select reflux.unset_var('limit')");
    await asOwner(db);

    const { rows } = await db.query(
      "select act, before ->> 'value' as before, after ->> 'value' as after, reason from reflux.audit where object = 'variable limit' order by id",
    );
    expect(rows).toEqual([
      { act: "set variable", before: null, after: "1", reason: "first" },
      { act: "set variable", before: "1", after: "2", reason: "more" },
      { act: "delete variable", before: "2", after: null, reason: null },
    ]);
  });
});

test.for([
  ["select reflux.set_var('1st', '1')", "RFV06"],
  ["select reflux.set_var(null, '1')", "RFV06"],
  ["select reflux.set_var('a', null)", "RFV06"],
  ["select reflux.set_var('a', (repeat('[', 300) || repeat(']', 300))::jsonb)", "RFV23"],
  ["select reflux.unset_var('a')", "RFN10"],
] as const)("%s is refused", async ([sql, code]) => {
  await withTx(async (db) => {
    expect((await refusal(db, () => db.query(sql))).code).toBe(code);
  });
});

test("which flows would notice is told, by a whole name", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    for (const name of ["url", "url2"]) await db.query("select reflux.set_var($1, '1')", [name]);
    await deploy(db, "one", flow({ a: { config: { value: "{{ vars.url }}" } } }));
    await deploy(db, "two", flow({ a: { config: { value: "{{ vars.url2 }}" } } }));
    await deploy(db, "key", flow({ a: { concurrency: { key: "{{ vars.`url` }}", limit: 1 } } }));

    const { rows } = await db.query("select slug from reflux.var_usage('url')");
    expect(rows).toEqual([{ slug: "key" }, { slug: "one" }]);
  });
});
