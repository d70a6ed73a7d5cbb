import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import {
  chain,
  type Db,
  deploy,
  expire,
  flow,
  idxOf,
  passTime,
  readRun,
  readStep,
  startFlow,
  states,
  sweep,
} from "../kit.ts";
import { sendToLine } from "../lease_gated/kit.ts";
import { fails, type Leased, ok, Worker } from "../worker.ts";

const quietly = "select reflux.redrive_step($1, $2, downstream => false)";
const diamond = flow({ a: {}, b: {}, c: {} }, ["a -> c", "b -> c"]);

test("without downstream only the step runs again and nothing follows it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    await worker.drive(db, () => ok("old"));

    await db.query(quietly, [run, "a"]);
    expect(await readRun(db, run)).toMatchObject({ state: "running", open_sinks: 1 });
    expect(await worker.drive(db, () => ok("new"))).toEqual(["a"]);

    expect(await readStep(db, run, "a")).toMatchObject({ output: "new", attempt: 2 });
    expect(await readStep(db, run, "b")).toMatchObject({ output: "old", attempt: 1 });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});

test("a join that is run again later counts a step that was quietly run again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, diamond);
    await worker.drive(db);
    await db.query(quietly, [run, "a"]);
    await worker.drive(db);

    await db.query("select reflux.redrive_step($1, 'b')", [run]);

    expect(await worker.drive(db)).toEqual(["b", "c"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a join that is run again meanwhile waits for the quiet step and then goes on", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, diamond);
    await worker.drive(db);
    await db.query(quietly, [run, "a"]);

    await db.query("select reflux.redrive_step($1, 'b')", [run]);

    expect(await states(db, run)).toEqual({ a: "ready", b: "ready", c: "waiting" });
    expect((await worker.drive(db)).at(-1)).toBe("c");
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a step that has not finished yet still tells those below it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));

    await db.query(quietly, [run, "a"]);

    expect(await worker.drive(db)).toEqual(["a", "b"]);
    await checkPromises(db);
  });
});

test("what is below reads the old output until the new one is there, ready or retrying", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const retried = flow({ a: {}, ready: {}, late: { retry: { max: 3 } } }, ["a -> ready", "a -> late"]);
    const run = await startFlow(db, retried);
    const [a] = await worker.take(db);
    await worker.complete(db, { step: a!, ...ok("old") });
    const places = await worker.hear(db);
    // Steps of a graph are numbered by key where the order is free: `late` comes first.
    const [late] = await worker.take(db, places.slice(0, 1));
    await worker.complete(db, { step: late!, ...fails() });

    await db.query(quietly, [run, "a"]);
    await passTime(db);
    const below = await worker.take(db, [...places, [run, late!.idx, ""]]);

    expect(below.map(({ input }) => input)).toEqual(["old", "old"]);
    await worker.complete(db, ...below.map((step) => ({ step, ...ok() })));
    await worker.drive(db, () => ok("new"));
    expect(await readStep(db, run, "a")).toMatchObject({ output: "new", attempt: 2 });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a quiet step that retries, sleeps or loses its worker keeps its old output", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 5 } }, b: {} }, ["a -> b"]));
    await worker.drive(db, () => ok("old"));
    await db.query(quietly, [run, "a"]);

    for (const outcome of [fails(), { kind: "sleep_until", wake_at: "2000-01-01" } as const]) {
      const [a] = await worker.take(db);
      await worker.complete(db, { step: a!, ...outcome });
      expect(await readStep(db, run, "a")).toMatchObject({ state: "sleeping", output: "old" });
      await passTime(db);
    }
    await worker.take(db);
    expect(await readStep(db, run, "a")).toMatchObject({ state: "succeeded", output: null });
    await checkPromises(db);
  });
});

/** Every way in which a lease ends without something new. */
const back: Record<string, (db: Db, worker: Worker, step: Leased) => Promise<unknown>> = {
  release: (db, worker, step) => worker.complete(db, { step, kind: "release" }),
  slot: (db, worker, step) => sendToLine(db, worker, step, "k"),
  again: (db, worker, step) => worker.complete(db, { step, kind: "retry_at", wake_at: "2999-01-01" }),
  timer: (db, worker, step) => worker.complete(db, { step, kind: "sleep_until", wake_at: "2999-01-01" }),
  signal: (db, worker, step) => worker.complete(db, { step, kind: "wait_for_signal", wake_at: "2999-01-01" }),
  child: (db, worker, step) => worker.complete(db, { step, kind: "call_flow", output: { flow: "child" } }),
  stop: (db, worker) => worker.stop(db),
  loss: async (db, worker) => {
    await expire(db, worker.id);
    await sweep(db);
  },
};

test.each(Object.keys(back))(
  "what is below reads the old error after a quiet try that ends by %s",
  async (way) => {
    await withTx(async (db) => {
      const [worker, other] = [await Worker.register(db), await Worker.register(db)];
      await deploy(db, "child", chain("x"));
      const run = await startFlow(
        db,
        flow({ a: { on_error: "continue", concurrency: { key: "k", limit: 1 } }, b: {} }, ["a -> b"]),
      );
      await worker.drive(db, (key) => (key === "a" ? fails() : ok()));
      await db.query(quietly, [run, "a"]);
      const [a] = await worker.take(db);
      await back[way]!(db, worker, a!);

      await db.query(quietly, [run, "b"]);
      const [b] = await other.take(db, [[run, await idxOf(db, run, "b"), ""]]);

      expect(b?.input).toMatchObject({ error: { code: "RFX01" } });
    });
  },
);
