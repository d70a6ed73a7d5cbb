import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, one, refusal } from "../kit.ts";
import { Worker } from "../worker.ts";

const decision = (db: Db) =>
  one(
    db,
    `select enabled, archived_at is not null as archived, decided_at is not null as decided, decided_by, decided_reason
     from reflux.flows where slug = 'flow'`,
  );

test("who disabled, enabled or archived a flow, and why, stays with it", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    expect(await decision(db)).toMatchObject({ decided: false, decided_by: null, decided_reason: null });

    await db.query("select set_config('reflux.actor', 'ada', true)");
    await db.query("select reflux.set_flow_enabled('flow', false, 'the shop is closed')");
    expect(await decision(db)).toMatchObject({
      enabled: false,
      decided_by: "ada",
      decided_reason: "the shop is closed",
    });
    await db.query("select reflux.set_flow_enabled('flow', true)");
    expect(await decision(db)).toMatchObject({ enabled: true, decided_reason: null });
    await db.query("select reflux.archive_flow('flow', 'replaced')");
    expect(await decision(db)).toMatchObject({ archived: true, decided_reason: "replaced" });
  });
});

test("archiving twice keeps the first word, and an archived flow is neither enabled nor disabled", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    await db.query("select reflux.archive_flow('flow', 'first')");
    await db.query("select reflux.archive_flow('flow', 'second')");

    expect(await decision(db)).toMatchObject({ decided_reason: "first" });
    expect(await refusal(db, () => db.query("select reflux.set_flow_enabled('flow', true)"))).toMatchObject({
      code: "RFS04",
    });
    await deploy(db, "flow", chain("a"));
    expect(await decision(db)).toMatchObject({ archived: false, decided: false, decided_reason: null });
  });
});
