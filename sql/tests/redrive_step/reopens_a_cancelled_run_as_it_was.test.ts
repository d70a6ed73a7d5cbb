import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, startFlow, states } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

test("what was cancelled with the run goes on beside the step that is re-driven", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ a: {}, b: {}, c: {}, d: {}, side: {}, end: {} }, [
        "a -> b",
        "a -> c",
        "b -> d",
        "c -> d",
        "a -> side",
        "side -> end",
      ]),
    );
    const [a] = await worker.take(db);
    await worker.complete(db, { step: a!, ...ok() });
    await worker.take(db);
    await db.query("select reflux.cancel_run($1)", [run]);

    await db.query("select reflux.redrive_step($1, 'b')", [run]);

    expect(await states(db, run)).toMatchObject({ a: "succeeded", b: "ready", c: "ready", side: "ready" });
    await checkPromises(db);
    await worker.drive(db);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});

test("the loser of a race runs again when the race does", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ fast: {}, slow: {}, first: { join: "any" } }, ["fast -> first", "slow -> first"]),
    );
    const [fast] = await worker.take(db);
    await worker.complete(db, { step: fast!, ...ok() });
    const [first] = await worker.take(db);
    await worker.complete(db, { step: first!, ...ok() });
    expect(await states(db, run)).toEqual({ fast: "succeeded", slow: "cancelled", first: "succeeded" });

    await db.query("select reflux.redrive_step($1, 'fast')", [run]);

    expect(await states(db, run)).toEqual({ fast: "ready", slow: "ready", first: "waiting" });
    await worker.drive(db);
    await checkPromises(db);
  });
});
