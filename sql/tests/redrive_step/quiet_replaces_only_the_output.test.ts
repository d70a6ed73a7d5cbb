import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, flow, readRun, readStep, startFlow, states } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

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
