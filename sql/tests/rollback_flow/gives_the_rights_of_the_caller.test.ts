import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, one, refusal } from "../kit.ts";
import { as, asOwner } from "../reach/kit.ts";
import { Worker } from "../worker.ts";

const versions = async (db: Db) =>
  (await db.query("select number, note, reach is null as wide from reflux.flow_versions order by number"))
    .rows;

test("an earlier version is current again under a new number; going back to what is current changes nothing", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "mine", chain("a"));
    await deploy(db, "mine", chain("a", "b"));

    const back = await one(db, "select number, note from reflux.rollback_flow('mine', 1)");
    const again = await one(db, "select number from reflux.rollback_flow('mine', 3)");

    expect([back, again]).toEqual([{ number: 3, note: "Back to version 1" }, { number: 3 }]);
    const graphs = await one<{ same: boolean }>(
      db,
      `select (select graph_id from reflux.flow_versions v where number = 1) = v.graph_id as same
       from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id`,
    );
    expect(graphs.same).toBe(true);
  });
});

test("a version of somebody with more reach comes back with the reach of who brings it back", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "mine", chain("a"));
    await deploy(db, "mine", chain("a", "b"));
    await as(db, "editor", "mine");

    await db.query("select reflux.rollback_flow('mine', 1)");

    await asOwner(db);
    expect(await versions(db)).toMatchObject([{ wide: true }, { wide: true }, { number: 3, wide: false }]);
  });
});

test("what can no longer be deployed is refused, and what is not there is named", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await db.query("select reflux.set_var('gone', '1')");
    await deploy(db, "mine", flow({ a: { config: { value: "{{ vars.gone }}" } } }));
    await deploy(db, "mine", chain("a"));
    await db.query("select reflux.unset_var('gone')");

    expect((await refusal(db, () => db.query("select reflux.rollback_flow('mine', 1)"))).code).toBe("RFV01");
    expect((await refusal(db, () => db.query("select reflux.rollback_flow('mine', 9)"))).code).toBe("RFN04");
    expect((await refusal(db, () => db.query("select reflux.rollback_flow('mine', null)"))).code).toBe(
      "RFV06",
    );
    expect((await refusal(db, () => db.query("select reflux.rollback_flow('none', 1)"))).code).toBe("RFN01");
    expect(await versions(db)).toHaveLength(2);
  });
});
