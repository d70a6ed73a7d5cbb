import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { deploy, flow, one, start } from "../kit.ts";
import { fails, ok } from "../worker.ts";
import { alarmed, alerts, failing, passWindow, raise, told } from "./kit.ts";

test("the first failure of a window starts a run that is told of it, further ones are counted", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    const [run] = await failing(db, worker, "work");

    expect([await raise(db), await raise(db)]).toEqual([1, 0]);
    expect(await told(db)).toEqual([
      {
        flow: "work",
        run,
        step: "work",
        code: "RFX01",
        message: "failed with RFX01",
        hint: null,
        failed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        count: 1,
        link: `/runs/${run}`,
      },
    ]);
    await failing(db, worker, "work", "RFX01", 3);

    expect(await raise(db)).toBe(0);
    expect(await alerts(db)).toMatchObject([
      { flow: "work", step: "work", code: "RFX01", count: 4, run_id: run },
    ]);
  });
});

test("another code, step or flow is another pattern", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await deploy(db, "other", flow({ work: {} }));
    await failing(db, worker, "work", "RFX01");
    await failing(db, worker, "work", "RFX02");
    await failing(db, worker, "other", "RFX01");
    await deploy(db, "work", flow({ more: {} }));
    await failing(db, worker, "work", "RFX01");

    expect(await raise(db)).toBe(4);
    expect((await alerts(db)).map((a) => `${a.flow} ${a.step} ${a.code} ${a.count}`)).toEqual([
      "work work RFX01 1",
      "work work RFX02 1",
      "other work RFX01 1",
      "work more RFX01 1",
    ]);
  });
});

test("after the window the next failure starts a new run, told how many came in between", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await failing(db, worker, "work");
    await raise(db);
    await failing(db, worker, "work", "RFX01", 5);
    await raise(db);
    await passWindow(db);
    await failing(db, worker, "work");

    expect(await raise(db)).toBe(1);
    expect((await told(db)).map(({ count }) => count)).toEqual([1, 6]);
    expect((await alerts(db)).map(({ count }) => count)).toEqual([6, 1]);
  });
});

test("a run that is re-driven and fails again counts again", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    const [run] = await failing(db, worker, "work");
    await raise(db);
    await db.query("select reflux.redrive_run($1)", [run]);
    await worker.drive(db, (key) => (key === "say" ? ok() : fails()));
    await raise(db);
    expect((await alerts(db)).map(({ count }) => count)).toEqual([2]);

    await passWindow(db);
    await db.query("select reflux.redrive_run($1)", [run]);
    await worker.drive(db, (key) => (key === "say" ? ok() : fails()));

    expect(await raise(db)).toBe(1);
  });
});

test("a hundred failures at once, looked at by several at once, start one run", async () => {
  await withDb(async ({ pool }) => {
    const worker = await alarmed(pool);
    const runs = await Promise.all(Array.from({ length: 100 }, () => start(pool, "work")));
    const steps = await worker.take(pool);
    await Promise.all(
      [0, 1, 2, 3].map((part) =>
        worker.complete(
          pool,
          ...steps.filter((_, n) => n % 4 === part).map((step) => ({ step, ...fails() })),
        ),
      ),
    );
    const raised = await Promise.all([raise(pool), raise(pool), raise(pool)]);
    await raise(pool);

    expect(runs).toHaveLength(100);
    expect(raised.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    expect(await alerts(pool)).toMatchObject([{ count: 100, alert_run_id: expect.any(String) }]);
    expect(await told(pool)).toMatchObject([{ count: 100 }]);
    await worker.drive(pool);
    await checkPromises(pool);
  });
});

test("what succeeds, is cancelled or is tried leaves nothing to look at", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await start(db, "work");
    await worker.drive(db);
    const cancelled = await start(db, "work");
    await db.query("select reflux.cancel_run($1, 'enough')", [cancelled]);
    await db.query("select reflux.try_step('work', 'work')");
    await worker.drive(db, () => fails());

    const states = "select string_agg(state::text, ' ' order by id) as s from reflux.runs";
    expect(await one(db, states)).toEqual({ s: "succeeded cancelled failed" });
    expect(await one(db, "select count(*)::int as n from reflux_private.failed_runs")).toEqual({ n: 0 });
    expect(await raise(db)).toBe(0);
  });
});

test("of a child only the top run tells; of several failed steps the one that failed the run", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    const steps = { mild: { on_error: "continue" }, call: {} };
    await deploy(db, "parent", flow(steps, ["mild -> call"]));
    const run = await start(db, "parent");
    await worker.drive(db, (key) =>
      key === "call"
        ? { kind: "call_flow", output: { flow: "work" } }
        : fails(key === "mild" ? "RFX02" : "RFX01"),
    );

    expect(await one(db, "select string_agg(state::text, ' ') as s from reflux.runs")).toEqual({
      s: "failed failed",
    });
    expect(await raise(db)).toBe(1);
    expect(await alerts(db)).toMatchObject([{ flow: "parent", step: "call", count: 1, run_id: run }]);
  });
});
