import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, flow, one, passTime, readRun, refusal, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

const pause = "select reflux.pause_run($1, 'look at it')";
const resume = "select reflux.resume_run($1)";

test("what runs finishes, what follows waits, and resuming goes on", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [a] = await worker.take(db);

    await db.query(pause, [run]);
    await worker.complete(db, { step: a!, ...ok() });

    expect(await states(db, run)).toEqual({ a: "succeeded", b: "ready" });
    expect(await worker.take(db)).toEqual([]);
    await db.query(resume, [run]);
    expect(await worker.drive(db)).toEqual(["b"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a doorbell that was answered while it was paused is rung again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await db.query(pause, [run]);
    expect(await worker.take(db)).toEqual([]);

    await db.query(resume, [run]);

    expect(await worker.drive(db)).toEqual(["a"]);
    await checkPromises(db);
  });
});

test("retries and timers that came due meanwhile go on when it is resumed", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 1 } }, w: {} }));
    const [a, w] = await worker.take(db);
    await worker.complete(
      db,
      { step: a!, ...fails() },
      { step: w!, kind: "sleep_until", wake_at: "2099-01-01" },
    );
    await db.query(pause, [run]);
    await passTime(db);
    expect(await worker.drive(db)).toEqual([]);
    expect(await states(db, run)).toEqual({ a: "sleeping", w: "sleeping" });

    await db.query(resume, [run]);

    expect(await worker.drive(db)).toEqual(["a"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a run whose last step finishes while it is paused is finished", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    const [a] = await worker.take(db);
    await db.query(pause, [run]);

    await worker.complete(db, { step: a!, ...ok() });

    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("twice is once, and each act is remembered with who and why", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await db.query("set local reflux.actor = 'ada'");

    for (const call of [pause, pause, resume, resume]) await db.query(call, [run]);

    const { rows } = await db.query(
      "select kind, actor, reason from reflux.run_events where run_id = $1 order by id",
      [run],
    );
    expect(rows).toEqual([
      { kind: "paused", actor: "ada", reason: "look at it" },
      { kind: "resumed", actor: "ada", reason: null },
    ]);
  });
});

test("a finished run can be neither, and says what it can", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await worker.drive(db);

    for (const call of [pause, resume]) {
      const { code, detail, hint } = await refusal(db, () => db.query(call, [run]));
      expect(code).toBe("RFS01");
      expect(detail).toEqual({ state: "succeeded", allowed: ["redrive_step"] });
      expect(hint).toContain("redrive_step");
    }
    expect((await refusal(db, () => db.query(pause, ["999999"]))).code).toBe("RFN02");
    expect(await one(db, "select reflux.runs_allowed_actions(r) as actions from reflux.runs r")).toEqual({
      actions: ["redrive_step"],
    });
  });
});
