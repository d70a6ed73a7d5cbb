import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { attempts, type Db, flow, passTime, readRun, readStep, refusal, startFlow, states } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

const waiting = flow({ w: { node: "test.wait" }, after: {}, late: {} }, ["w -> after", "w.timeout -> late"]);
const future = "2099-01-01";

async function asleep(
  db: Db,
  kind: "sleep_until" | "wait_for_signal",
  document: unknown = waiting,
  wake_at: string | null = future,
) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, document);
  const [step] = await worker.take(db);
  await worker.complete(db, { step: step!, kind, ...(wake_at === null ? {} : { wake_at }) });
  return { worker, run };
}

test("a timer that has run down ends its step with null", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(db, "sleep_until");
    expect(await readStep(db, run, "w")).toMatchObject({ state: "sleeping", wait: "timer" });

    await passTime(db);

    expect(await worker.drive(db)).toEqual(["after"]);
    expect(await readStep(db, run, "w")).toMatchObject({ state: "succeeded", output: null });
    expect(await attempts(db, run, "w")).toEqual(["suspended"]);
    expect(await states(db, run)).toEqual({ w: "succeeded", after: "succeeded", late: "skipped" });
    await checkPromises(db);
  });
});

test("a signal that does not come in time takes the timeout port", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(db, "wait_for_signal");

    await passTime(db);

    expect(await worker.drive(db)).toEqual(["late"]);
    expect(await states(db, run)).toEqual({ w: "succeeded", after: "skipped", late: "succeeded" });
    await checkPromises(db);
  });
});

test("without a timeout port the step fails, and is not tried again", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(
      db,
      "wait_for_signal",
      flow({ w: { node: "test.wait", retry: { max: 3 } }, after: {} }, ["w -> after"]),
    );

    await passTime(db);
    await worker.drive(db);

    expect(await readStep(db, run, "w")).toMatchObject({ state: "failed", error: { code: "RFT03" } });
    expect(await readRun(db, run)).toMatchObject({ state: "failed" });
    await checkPromises(db);
  });
});

test("a signal ends the wait with its payload", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(db, "wait_for_signal");

    await db.query("select reflux.signal_step($1, 'w', $2)", [run, JSON.stringify({ approved: true })]);

    expect(await readStep(db, run, "w")).toMatchObject({
      state: "succeeded",
      output: { approved: true },
      wake_at: null,
    });
    expect(await worker.drive(db)).toEqual(["after"]);
    await checkPromises(db);
  });
});

test("a wait without an end is only ended by its signal", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(db, "wait_for_signal", waiting, null);
    await passTime(db);
    expect(await worker.drive(db)).toEqual([]);

    await db.query("select reflux.signal_step($1, 'w')", [run]);

    expect(await worker.drive(db)).toEqual(["after"]);
    await checkPromises(db);
  });
});

test("a signal to a step that does not wait for one is refused", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, waiting);

    await worker.drive(db, () => ok());
    expect((await refusal(db, () => db.query("select reflux.signal_step($1, 'w')", [run]))).code).toBe(
      "RFS05",
    );
    expect((await refusal(db, () => db.query("select reflux.signal_step($1, 'nope')", [run]))).code).toBe(
      "RFN03",
    );
  });
});

test("a signal in a paused run is kept; what follows starts when the run is resumed", async () => {
  await withTx(async (db) => {
    const { worker, run } = await asleep(db, "wait_for_signal");
    await db.query("select reflux.pause_run($1)", [run]);

    await db.query("select reflux.signal_step($1, 'w', '1')", [run]);

    expect(await worker.drive(db)).toEqual([]);
    await db.query("select reflux.resume_run($1)", [run]);
    expect(await worker.drive(db)).toEqual(["after"]);
    await checkPromises(db);
  });
});
