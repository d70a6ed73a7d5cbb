import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, one, refusal } from "../kit.ts";
import { failing, raise } from "../raise_alerts/kit.ts";
import { as, asOwner } from "../reach/kit.ts";
import { Worker } from "../worker.ts";

async function prepared(db: Db): Promise<Worker> {
  const worker = await Worker.register(db);
  for (const slug of ["mine", "other", "tell"]) await deploy(db, slug, chain("a"));
  return worker;
}

test("an editor says it of a flow, and by a flow, that the token reaches; for all an admin who reaches all", async () => {
  await withTx(async (db) => {
    await prepared(db);
    const codeOf = async (sql: string) => (await refusal(db, () => db.query(sql))).code;
    await as(db, "editor", "mine", "tell");

    expect(await codeOf("select reflux.set_on_failure('other', 'tell')")).toBe("RFN01");
    expect(await codeOf("select reflux.set_on_failure('mine', 'other')")).toBe("RFN01");
    expect(
      await one(db, "select on_failure_flow, alerts from reflux.set_on_failure('mine', 'tell')"),
    ).toEqual({
      on_failure_flow: "tell",
      alerts: true,
    });
    expect(await codeOf("select reflux.change_settings(on_failure_flow => 'tell')")).toBe("42501");
    await as(db, "operator");
    expect(await codeOf("select reflux.set_on_failure('mine', 'tell')")).toBe("42501");
    await as(db, "admin", "mine", "tell");
    expect(await codeOf("select reflux.change_settings(on_failure_flow => 'tell')")).toBe("RFP02");
    await as(db, "admin");
    const set = "select on_failure_flow from reflux.change_settings(on_failure_flow => 'tell')";
    expect(await one(db, set)).toEqual({ on_failure_flow: "tell" });
    // What is left out stays; '' is none.
    expect(
      await one(db, "select on_failure_flow from reflux.change_settings(alert_window => '1 hour')"),
    ).toEqual({
      on_failure_flow: "tell",
    });
    expect(
      await one(db, "select on_failure_flow from reflux.change_settings(on_failure_flow => '')"),
    ).toEqual({
      on_failure_flow: null,
    });
  });
});

test.for([
  ["itself", "select reflux.set_on_failure('mine', 'mine')", "RFV06"],
  ["a flow, and no alerts", "select reflux.set_on_failure('mine', 'tell', alerts => false)", "RFV06"],
  ["no such flow", "select reflux.change_settings(on_failure_flow => 'nope')", "RFN01"],
  ["one that is disabled", "select reflux.change_settings(on_failure_flow => 'other')", "RFS04"],
  ["one without a version", "select reflux.set_on_failure('mine', 'bare')", "RFN04"],
  ["a window of nothing", "select reflux.change_settings(alert_window => '0')", "RFV06"],
] as const)("%s is refused", async ([, sql, code]) => {
  await withTx(async (db) => {
    await prepared(db);
    await db.query("select reflux.set_flow_enabled('other', false)");
    await db.query("select reflux.create_flow('bare')");

    expect((await refusal(db, () => db.query(sql))).code).toBe(code);
  });
});

test("who says so is in the audit, with what it was before and the reason", async () => {
  await withTx(async (db) => {
    await prepared(db);
    await db.query("select reflux.set_on_failure('mine', 'tell', reason => 'night shift')");

    const act =
      "select before, after, reason from reflux.audit where object = 'flow mine' order by id desc limit 1";
    expect(await one(db, act)).toEqual({
      before: { on_failure_flow: null },
      after: { on_failure_flow: "tell" },
      reason: "night shift",
    });
  });
});

test("a token of some flows sees their alerts only", async () => {
  await withTx(async (db) => {
    const worker = await prepared(db);
    for (const slug of ["mine", "other"]) await failing(db, worker, slug);
    await raise(db);
    const seen = async () =>
      (
        await db.query(
          "select f.slug from reflux.alerts a join reflux.flows f on f.id = a.flow_id order by a.id",
        )
      ).rows;

    expect(await seen()).toEqual([{ slug: "mine" }, { slug: "other" }]);
    await as(db, "operator", "mine");
    expect(await seen()).toEqual([{ slug: "mine" }]);
    await asOwner(db);
  });
});
