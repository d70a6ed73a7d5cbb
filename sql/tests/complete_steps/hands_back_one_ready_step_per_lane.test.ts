import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, doorbells, flow, readStep, start, startFlow, states } from "../kit.ts";
import { fails, keysOf, ok, Worker } from "../worker.ts";

test("the next step comes back leased, without a doorbell", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"), { input: { id: 1 } });
    const [a] = await worker.take(db);

    const { leased } = await worker.complete(db, { step: a!, ...ok({ from: "a" }), next: true });

    expect(await keysOf(db, leased)).toEqual(["b"]);
    expect(leased).toMatchObject([{ lane: 0, attempt: 1, run_id: run }]);
    expect(await readStep(db, run, "b")).toMatchObject({ state: "running", worker_id: worker.id });
    expect(await doorbells(db)).toBe(0);
    await checkPromises(db);
  });
});

test("of a fan-out one comes back, the others ring", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, flow({ root: {}, a: {}, b: {}, c: {} }, ["root -> a", "root -> b", "root -> c"]));
    const [root] = await worker.take(db);

    const { leased } = await worker.complete(db, { step: root!, ...ok(), next: true });

    expect(leased).toHaveLength(1);
    expect(await doorbells(db)).toBe(2);
    await checkPromises(db);
  });
});

test("each lane gets its own", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a", "b"));
    const runs = [await start(db, "flow"), await start(db, "flow")];
    const steps = await worker.take(db);

    const { leased } = await worker.complete(db, ...steps.map((step) => ({ step, ...ok(), next: true })));

    expect(
      leased.map(({ lane, run_id }) => [lane, run_id]).toSorted(([a], [b]) => Number(a) - Number(b)),
    ).toEqual(steps.map(({ run_id }, lane) => [lane, run_id]));
    expect(runs).toHaveLength(2);
  });
});

test("a join comes back to the lane that brought its last token, whether both came in one batch or in two", async () => {
  for (const together of [true, false]) {
    await withTx(async (db) => {
      const worker = await Worker.register(db);
      await startFlow(db, flow({ a: {}, b: {}, join: {} }, ["a -> join", "b -> join"]));
      const results = (await worker.take(db)).map((step) => ({ step, ...ok(step.idx), next: true }));

      const answers = together
        ? [await worker.complete(db, ...results)]
        : [await worker.complete(db, results[0]!), await worker.complete(db, results[1]!)];

      const leased = answers.flatMap((answer) => answer.leased);
      expect(await keysOf(db, leased)).toEqual(["join"]);
      expect(leased[0]).toMatchObject({ attempt: 1, input: { a: 0, b: 1 } });
      await worker.complete(db, { step: leased[0]!, ...ok() });
      await checkPromises(db);
    });
  }
});

test("a step that another worker has to run rings there", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const worker = await Worker.register(db, [{ id: "test.work" }]);
    const other = await Worker.register(db, [{ id: "test.branch", ports: ["left", "right"] }]);
    await startFlow(db, flow({ a: {}, b: { node: "test.branch" } }, ["a -> b"]));
    const [a] = await worker.take(db);

    const { leased } = await worker.complete(db, { step: a!, ...ok(), next: true });

    expect(leased).toEqual([]);
    expect(await other.hear(db)).toHaveLength(1);
  });
});

test("nothing comes back while more urgent work waits, but while equal work does", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a", "b", "c"));
    await start(db, "flow");
    const [a] = await worker.take(db);
    await start(db, "flow");
    const first = await worker.complete(db, { step: a!, ...ok(), next: true });
    await start(db, "flow", { priority: -1 });

    const second = await worker.complete(db, { step: first.leased[0]!, ...ok(), next: true });

    expect(first.leased).toHaveLength(1);
    expect(second.leased).toEqual([]);
  });
});

test("nothing comes back to a worker that does not ask", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a", "b"));
    const [a] = await worker.take(db);

    const { leased } = await worker.complete(db, { step: a!, ...ok() });

    expect(leased).toEqual([]);
    expect(await doorbells(db)).toBe(1);
  });
});

test("nothing of a paused run comes back", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [a] = await worker.take(db);
    await db.query("select reflux.pause_run($1)", [run]);

    const { leased } = await worker.complete(db, { step: a!, ...ok(), next: true });

    expect(leased).toEqual([]);
    expect(await states(db, run)).toEqual({ a: "succeeded", b: "ready" });
  });
});

test("the step behind a handled failure comes back with the error as its input", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, flow({ a: { on_error: "edge" }, rescue: {} }, ["a.error -> rescue"]));
    const [a] = await worker.take(db);

    const { leased } = await worker.complete(db, { step: a!, ...fails(), next: true });

    // `own` means that the worker, which has just seen the step fail, knows the input by itself.
    expect(leased).toMatchObject([{ lane: 0, attempt: 1 }]);
    const { rows } = await db.query("select input from reflux_private.recall_steps($1)", [worker.id]);
    expect(rows).toEqual([{ input: { error: expect.objectContaining({ code: "RFX01" }) } }]);
  });
});
