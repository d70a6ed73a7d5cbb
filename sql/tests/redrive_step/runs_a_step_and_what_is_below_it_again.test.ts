import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { attempts, chain, flow, one, readRun, readStep, refusal, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

const redrive = "select reflux.redrive_step($1, $2)";

test("what is above is kept, what is below waits anew, and a finished run goes on", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ a: {}, b: {}, c: {}, d: {}, side: {} }, ["a -> b", "b -> c", "c -> d", "a -> side"]),
    );
    await worker.drive(db);

    await db.query(redrive, [run, "b"]);

    expect(await states(db, run)).toEqual({
      a: "succeeded",
      b: "ready",
      c: "waiting",
      d: "waiting",
      side: "succeeded",
    });
    expect(await readRun(db, run)).toMatchObject({ state: "running", open_sinks: 1, finished_at: null });
    expect(await worker.drive(db)).toEqual(["b", "c", "d"]);
    expect(await attempts(db, run, "a")).toEqual(["succeeded"]);
    expect(await attempts(db, run, "c")).toEqual(["succeeded", "succeeded"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});

test("a step that runs is superseded: its result is refused, and it runs again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [old] = await worker.take(db);

    await db.query(redrive, [run, "a"]);

    expect(await worker.complete(db, { step: old!, ...ok("old") })).toMatchObject({ refused: [0] });
    expect(await worker.drive(db, () => ok("new"))).toEqual(["a", "b"]);
    expect(await readStep(db, run, "a")).toMatchObject({ output: "new", attempt: 2 });
    expect(await attempts(db, run, "a")).toEqual(["superseded", "succeeded"]);
    await checkPromises(db);
  });
});

test("a step below that runs is superseded too", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [a] = await worker.take(db);
    await worker.complete(db, { step: a!, ...ok() });
    const [b] = await worker.take(db);

    await db.query(redrive, [run, "a"]);

    expect(await worker.complete(db, { step: b!, ...ok() })).toMatchObject({ refused: [0] });
    expect(await states(db, run)).toEqual({ a: "ready", b: "waiting" });
    await worker.drive(db);
    expect(await attempts(db, run, "b")).toEqual(["superseded", "succeeded"]);
    await checkPromises(db);
  });
});

test("with another input it runs on that, and again on that", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    await worker.drive(db, () => ok("derived"));

    await db.query("select reflux.redrive_step($1, 'b', input => $2)", [run, JSON.stringify("given")]);
    const [first] = await worker.take(db);
    await worker.complete(db, { step: first!, ...ok() });
    await db.query(redrive, [run, "b"]);
    const [second] = await worker.take(db);

    expect([first?.input, second?.input]).toEqual(["given", "given"]);
  });
});

test("a step further down gets the derived input again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    await worker.drive(db, () => ok("derived"));
    await db.query("select reflux.redrive_step($1, 'b', input => $2)", [run, JSON.stringify("given")]);
    await worker.drive(db);

    await db.query(redrive, [run, "a"]);
    const inputs: unknown[] = [];
    await worker.drive(db, (_key, { input }) => {
      inputs.push(input);
      return ok("derived");
    });

    expect(inputs).toEqual([{}, "derived"]);
  });
});

test("an any-join below that another branch satisfies starts at once", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ a: {}, b: {}, join: { join: "any" } }, ["a -> join", "b -> join"]),
    );
    const [a, b] = await worker.take(db);
    await worker.complete(db, { step: a!, ...ok("a") }, { step: b!, ...ok("b") });
    await worker.drive(db);

    await db.query(redrive, [run, "a"]);

    expect(await states(db, run)).toEqual({ a: "ready", b: "succeeded", join: "ready" });
    await worker.drive(db);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("an all-join below counts the other branches as they stand", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {}, b: {}, join: {} }, ["a -> join", "b -> join"]));
    await worker.drive(db, (key) => (key === "b" ? fails() : ok()));

    await db.query(redrive, [run, "a"]);
    await worker.drive(db);

    expect(await states(db, run)).toEqual({ a: "succeeded", b: "failed", join: "skipped" });
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    await checkPromises(db);
  });
});

test("a step that was skipped can be run", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ pick: { node: "test.branch" }, a: {}, b: {} }, ["pick.left -> a", "a -> b"]),
    );
    await worker.drive(db, () => ok(null, []));

    await db.query(redrive, [run, "a"]);

    expect(await worker.drive(db)).toEqual(["a", "b"]);
    await checkPromises(db);
  });
});

test("a step that was not reached cannot, nor one that is not there", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));

    const codes = [];
    for (const step of ["b", "nope"])
      codes.push((await refusal(db, () => db.query(redrive, [run, step]))).code);

    expect(codes).toEqual(["RFS03", "RFN03"]);
  });
});

test("in a paused run it waits for the run to be resumed", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [a] = await worker.take(db);
    await db.query("select reflux.pause_run($1)", [run]);
    await worker.complete(db, { step: a!, ...ok() });

    await db.query(redrive, [run, "a"]);
    expect(await worker.drive(db)).toEqual([]);
    await db.query("select reflux.resume_run($1)", [run]);

    expect(await worker.drive(db)).toEqual(["a", "b"]);
    await checkPromises(db);
  });
});

test("each re-drive is a new epoch, each retry is not: the same effect keeps its key", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    const [first] = await worker.take(db);
    await worker.complete(db, { step: first!, kind: "release" });
    const [retry] = await worker.take(db);
    await db.query(redrive, [run, "a"]);
    const [again] = await worker.take(db);

    expect([first, retry, again].map((step) => [step?.attempt, step?.epoch])).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
    expect(
      await one(db, "select detail ->> 'from' as from from reflux.run_events where kind = 'redriven'"),
    ).toEqual({ from: "running" });
  });
});
