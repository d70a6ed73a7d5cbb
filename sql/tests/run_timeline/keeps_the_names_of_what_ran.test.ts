import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, flow, one, start } from "../kit.ts";
import { fails, Worker } from "../worker.ts";

test("a run that is pointed to another graph keeps the names of what ran", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("before", "gone"));
    const run = await start(db, "flow");
    await worker.drive(db);
    const { graph_id: graph } = await deploy(db, "flow", chain("other"));
    await db.query("update reflux.runs set graph_id = $2 where id = $1", [run, graph]);

    const { rows } = await db.query(
      "select step, kind, what from reflux.run_timeline where run_id = $1 order by at",
      [run],
    );
    expect(rows).toEqual([
      { step: "before", kind: "attempt", what: "succeeded" },
      { step: "gone", kind: "attempt", what: "succeeded" },
    ]);
  });
});

test("what an older release left is named by the graph of its run, and keeps the promises", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    const run = await start(db, "flow");
    await worker.drive(db);
    await db.query("update reflux.attempts set graph_id = null, xid = null, state = null");

    expect(await one(db, "select step from reflux.run_timeline where run_id = $1", [run])).toEqual({
      step: "a",
    });
    await checkPromises(db);
  });
});

test("a wait that ended is an entry of its own, and no run of its node", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", flow({ a: { node: "test.wait" } }));
    const run = await start(db, "flow");
    const [step] = await worker.take(db);
    await worker.complete(db, { step: step!, kind: "wait_for_signal", wake_at: "2020-01-01T00:00:00Z" });
    await worker.drive(db, () => fails());

    const { rows } = await db.query(
      "select kind, attempt, what, wait, run_ms >= 0 as timed, detail ->> 'code' as code, entry from reflux.run_timeline where run_id = $1 order by finished_at",
      [run],
    );
    expect(rows).toEqual([
      { kind: "attempt", attempt: 1, what: "suspended", wait: null, timed: true, code: null, entry: "0.1." },
      {
        kind: "wait",
        attempt: 1,
        what: "failed",
        wait: "signal",
        timed: true,
        code: "RFT03",
        entry: "0.1.signal.",
      },
    ]);
    expect(
      await one(db, "select attempts, failed from reflux.node_health where node = 'test.wait@1'"),
    ).toEqual({ attempts: "1", failed: "0" });
  });
});
