import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { flow, one, refusal } from "../kit.ts";

test("a draft has the text that its document was read from", async () => {
  await withTx(async (db) => {
    await db.query("select reflux.create_flow('x', document => $1, source => '# mine')", [flow({ a: {} })]);

    const draft = await one(db, "select document -> 'steps' as steps, source from reflux.flow_drafts");
    expect(draft).toMatchObject({ steps: { a: {} }, source: "# mine" });
  });
});

test("a text without what it says is refused: nobody would have read it", async () => {
  await withTx(async (db) => {
    const { code } = await refusal(db, () =>
      db.query("select reflux.create_flow('x', source => 'steps: {}')"),
    );

    expect(code).toBe("RFV01");
    expect(await one(db, "select count(*)::int as flows from reflux.flows")).toEqual({ flows: 0 });
  });
});
