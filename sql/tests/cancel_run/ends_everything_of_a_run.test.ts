import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { attempts, chain, deploy, flow, one, readRun, refusal, start, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

test("running, ready, sleeping and waiting steps are cancelled; what is done stays", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ done: {}, runs: {}, sleeps: { retry: { max: 1 } }, fresh: {}, join: {} }, [
        "done -> fresh",
        "fresh -> join",
        "runs -> join",
        "sleeps -> join",
        "done -> join",
      ]),
    );
    const [done, , sleeps] = await worker.take(db);
    await worker.complete(db, { step: done!, ...ok() }, { step: sleeps!, ...fails() });

    await db.query("select reflux.cancel_run($1, 'wrong customer')", [run]);

    expect(await states(db, run)).toEqual({
      done: "succeeded",
      runs: "cancelled",
      sleeps: "cancelled",
      fresh: "cancelled",
      join: "cancelled",
    });
    expect(await readRun(db, run)).toMatchObject({
      state: "cancelled",
      reason: "wrong customer",
      finished_at: expect.any(Date),
    });
    expect(await attempts(db, run, "runs")).toEqual(["cancelled"]);
    expect(await worker.take(db)).toEqual([]);
    await checkPromises(db);
  });
});

test("workers are told to abort", async () => {
  await withDb(async ({ pool, connect }) => {
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, chain("a"));
    await worker.take(pool);
    const listener = await connect();
    const heard: string[] = [];
    listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
    await listener.query("listen reflux_control");

    await pool.query("select reflux.cancel_run($1)", [run]);

    await eventually("the abort is told", () =>
      heard.some((text) => text.includes(`"abort"`) && text.includes(run)),
    );
  });
});

test("twice is once; a finished run cannot be cancelled", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await db.query("select reflux.cancel_run($1)", [run]);
    await db.query("select reflux.cancel_run($1)", [run]);
    expect(await one(db, "select count(*)::int as events from reflux.run_events")).toEqual({ events: 1 });

    const done = await start(db, "flow");
    await worker.drive(db);
    const { code } = await refusal(db, () => db.query("select reflux.cancel_run($1)", [done]));

    expect(code).toBe("RFS01");
  });
});

test("a step may cancel its run", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {}, b: {}, end: {} }, ["a -> end", "b -> end"]));
    const [a, b] = await worker.take(db);

    const answer = await worker.complete(db, { step: a!, kind: "cancel" }, { step: b!, ...ok() });

    expect(answer).toMatchObject({ refused: [], busy: [] });
    expect(await states(db, run)).toEqual({ a: "cancelled", b: "succeeded", end: "cancelled" });
    expect(await readRun(db, run)).toMatchObject({ state: "cancelled" });
    await checkPromises(db);
  });
});

test("a step that cancels waits aside while another flush moves the run, so that nothing is left behind", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [flush] = sessions;
    const [one, two] = [await Worker.register(pool), await Worker.register(pool)];
    await deploy(pool, "flow", flow({ a: {}, b: {}, after: {} }, ["b -> after"]));
    const run = await start(pool, "flow");
    const [a] = await one.take(pool, [[run, 0, ""]]);
    const [b] = await two.take(pool, [[run, 1, ""]]);
    await flush!.query("begin");
    await two.complete(flush!, { step: b!, ...ok() });

    expect(await one.complete(pool, { step: a!, kind: "cancel" })).toMatchObject({ busy: [0] });
    await flush!.query("commit");
    expect(await one.complete(pool, { step: a!, kind: "cancel" })).toMatchObject({ busy: [], refused: [] });

    expect(await states(pool, run)).toEqual({ a: "cancelled", b: "succeeded", after: "cancelled" });
    await checkPromises(pool);
  });
});
