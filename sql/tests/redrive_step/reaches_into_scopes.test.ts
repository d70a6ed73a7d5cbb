import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { loop, opens, opensOnce, owner, stateIn, takeAll } from "../close_scopes/kit.ts";
import { attempts, type Db, flow, readRun, startFlow } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

const failing = (scope: string) => (key: string, step: { scope: string }) =>
  key === "a" && step.scope === scope ? fails() : ok();

/** A run of which each[1] failed. */
async function ended(db: Db) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, loop);
  await worker.drive(db, opensOnce(["x", "y"], failing("each[1]")));
  return { worker, run };
}

test("one step in one scope runs again, and what is below it there, and what follows the loop", async () => {
  await withTx(async (db) => {
    const { worker, run } = await ended(db);

    await db.query("select reflux.redrive_step($1, 'a', 'each[1]')", [run]);

    expect(await stateIn(db, run)).toEqual({
      before: "succeeded",
      each: "sleeping",
      after: "waiting",
      "each[0] a": "succeeded",
      "each[0] b": "succeeded",
      "each[1] a": "ready",
      "each[1] b": "waiting",
    });
    expect(await owner(db, run)).toMatchObject({ wait: "scopes", opened: 2, ended: 1, failed: 0 });
    await checkPromises(db);
    expect(await worker.drive(db, opensOnce([]))).toEqual(["a", "b", "each", "after"]);
    expect(await owner(db, run)).toMatchObject({ state: "succeeded", ended: 2, failed: 0 });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("what it would run again is told before", async () => {
  await withTx(async (db) => {
    const { run } = await ended(db);
    const keys = async (step: string, scope: string) =>
      (
        await db.query<{ key: string }>("select key from reflux.redrive_preview($1, $2, $3)", [
          run,
          step,
          scope,
        ])
      ).rows.map(({ key }) => key);

    expect((await keys("a", "each[1]")).sort()).toEqual(["a", "after", "b", "each"]);
    expect((await keys("before", "")).sort()).toEqual(["a", "a", "after", "b", "b", "before", "each"]);
  });
});

test("without what is below, the step and the loop replace their outputs, and nothing follows", async () => {
  await withTx(async (db) => {
    const { worker, run } = await ended(db);

    await db.query("select reflux.redrive_step($1, 'a', 'each[0]', downstream => false)", [run]);
    await checkPromises(db);

    expect(await worker.drive(db, opensOnce([]))).toEqual(["a", "each"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});

test("a step above the loop runs again, and its scopes go; the next have names of their own", async () => {
  await withTx(async (db) => {
    const { worker, run } = await ended(db);

    await db.query("select reflux.redrive_step($1, 'before')", [run]);
    expect(await stateIn(db, run)).toEqual({ before: "ready", each: "waiting", after: "waiting" });
    await checkPromises(db);
    await worker.drive(db, opensOnce(["z"]));

    expect(await stateIn(db, run)).toMatchObject({ "each[0]~1 a": "succeeded", "each[0]~1 b": "succeeded" });
    expect(await attempts(db, run, "a")).toHaveLength(3);
    await checkPromises(db);
  });
});

test("a result from a scope that was dropped is refused", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1]) });
    const { "each[0] a": a } = await takeAll(db, worker);

    await db.query("select reflux.redrive_step($1, 'each')", [run]);

    expect((await worker.complete(db, { step: a!, ...ok() })).refused).toEqual([0]);
    expect(await attempts(db, run, "a")).toEqual(["superseded"]);
    await checkPromises(db);
  });
});

test("every failed step of a run runs again, and the loop they are in keeps its other scopes", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    const broken = failing("each[1]");
    await worker.drive(db, (key, step) =>
      key === "each" && step.scopes?.failed
        ? fails("RFX01", "never")
        : opensOnce(["x", "y"], broken)(key, step),
    );
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });

    await db.query("select reflux.redrive_run($1)", [run]);
    await checkPromises(db);

    expect(await worker.drive(db, opensOnce([]))).toEqual(["a", "b", "each", "after"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", failed_steps: 0 });
    await checkPromises(db);
  });
});

test("a cancelled run comes back with its scopes", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ each: { node: "test.each" }, a: {}, inner: { node: "test.each" }, b: {}, after: {} }, [
        "each.each -> a",
        "a -> inner",
        "inner.each -> b",
        "each -> after",
      ]),
    );
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1, 2]) });
    const first = await takeAll(db, worker);
    await worker.complete(db, { step: first["each[0] a"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each[0] inner"]!, ...opens([1, 2]) });
    const held = await takeAll(db, worker);
    await worker.complete(db, { step: held["each[0]/inner[0] b"]!, ...ok() });

    await db.query("select reflux.cancel_run($1)", [run]);
    await checkPromises(db);
    await db.query("select reflux.redrive_step($1, 'a', 'each[1]')", [run]);
    await checkPromises(db);

    await worker.drive(db, (key, step) =>
      key === "each" || key === "inner" ? (step.scopes ? ok() : opens([7])) : ok(),
    );
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    expect(await stateIn(db, run)).toMatchObject({
      "each[0]/inner[1] b": "succeeded",
      "each[1]/inner[0] b": "succeeded",
      after: "succeeded",
    });
    await checkPromises(db);
  });
});
