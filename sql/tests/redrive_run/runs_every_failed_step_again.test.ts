import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, flow, readRun, refusal, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

test("every failed step runs again, with what is below it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {}, b: {}, c: {}, d: {} }, ["a -> b", "c -> d"]));
    await worker.drive(db, (key) => (key === "a" || key === "d" ? fails() : ok()));
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 2 });

    const { rows } = await db.query("select state from reflux.redrive_run($1)", [run]);

    expect(rows).toEqual([{ state: "ready" }, { state: "ready" }]);
    expect(await worker.drive(db)).toEqual(["a", "d", "b"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", failed_steps: 0 });
    await checkPromises(db);
  });
});

test("a failed step below another failed step comes again by itself", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { on_error: "continue" }, b: {} }, ["a -> b"]));
    await worker.drive(db, () => fails());

    const { rows } = await db.query("select state from reflux.redrive_run($1)", [run]);

    expect(rows).toEqual([{ state: "ready" }]);
    expect(await worker.drive(db)).toEqual(["a", "b"]);
    expect(await states(db, run)).toEqual({ a: "succeeded", b: "succeeded" });
    await checkPromises(db);
  });
});

test("a run without a failed step is refused", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await worker.drive(db);

    const { code, hint } = await refusal(db, () => db.query("select reflux.redrive_run($1)", [run]));

    expect(code).toBe("RFS03");
    expect(hint).toContain("redrive_step");
  });
});
