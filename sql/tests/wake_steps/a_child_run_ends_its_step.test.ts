import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, deploy, flow, one, readRun, readStep, start, states } from "../kit.ts";
import { fails, type Outcome, ok, Worker } from "../worker.ts";

const calling: Outcome = { kind: "call_flow", output: { flow: "child", input: { id: 7 } } };

async function called(db: Db, parent: unknown = flow({ call: {}, after: {} }, ["call -> after"])) {
  const worker = await Worker.register(db);
  await deploy(db, "child", chain("c"));
  await deploy(db, "parent", parent);
  const run = await start(db, "parent", { priority: 3 });
  const [step] = await worker.take(db);
  await worker.complete(db, { step: step!, ...calling });
  const { child_run_id } = await readStep(db, run, "call");
  return { worker, run, child: child_run_id! };
}

test("the child's output is the step's", async () => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db);
    expect(await readStep(db, run, "call")).toMatchObject({ state: "sleeping", wait: "child" });
    expect(
      await one(db, "select input, priority, parent_run_id from reflux.runs where id = $1", [child]),
    ).toEqual({
      input: { id: 7 },
      priority: 3,
      parent_run_id: run,
    });

    const done = await worker.drive(db, (key) => ok(key === "c" ? { answer: 42 } : null));

    expect(done).toEqual(["c", "after"]);
    expect(await readStep(db, run, "call")).toMatchObject({ state: "succeeded", output: { answer: 42 } });
    await checkPromises(db);
  });
});

test("a child that fails fails the step", async () => {
  await withTx(async (db) => {
    const { worker, run } = await called(db);

    await worker.drive(db, (key) => (key === "c" ? fails() : ok()));

    expect(await readStep(db, run, "call")).toMatchObject({
      state: "failed",
      error: {
        code: "RFX04",
        message: expect.stringMatching(/^child run \d+ failed: c: RFX01 failed with RFX01$/),
        detail: { step: "c", code: "RFX01", message: "failed with RFX01" },
      },
    });
    expect(await readRun(db, run)).toMatchObject({ state: "failed" });
    await checkPromises(db);
  });
});

test("a child that is cancelled fails the step", async () => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db);

    await db.query("select reflux.cancel_run($1)", [child]);
    await worker.drive(db);

    expect(await readStep(db, run, "call")).toMatchObject({ state: "failed", error: { code: "RFX04" } });
    await checkPromises(db);
  });
});

test("a parent that is cancelled takes its child along, and its grandchild", async () => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db);
    await deploy(db, "grandchild", chain("g"));
    const [c] = await worker.take(db);
    await worker.complete(db, { step: c!, kind: "call_flow", output: { flow: "grandchild" } });

    await db.query("select reflux.cancel_run($1, 'enough')", [run]);

    const { rows } = await db.query("select state, reason from reflux.runs order by id");
    expect(rows).toEqual([
      { state: "cancelled", reason: "enough" },
      { state: "cancelled", reason: `its parent, run ${run}, was cancelled` },
      { state: "cancelled", reason: `its parent, run ${child}, was cancelled` },
    ]);
    await checkPromises(db);
  });
});

test.each([
  ["cancelled", "select reflux.cancel_run($1)"],
  ["run again", "select reflux.redrive_step($1, 'call')"],
])("an earlier child that somebody ran again ends with its parent's step: %s", async (_, act) => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db);
    await db.query("select reflux.redrive_step($1, 'call')", [run]);
    const [call] = await worker.take(db);
    await worker.complete(db, { step: call!, ...calling });
    await db.query("select reflux.redrive_step($1, 'c')", [child]);
    expect(await readRun(db, child)).toMatchObject({ state: "running" });

    await db.query(act, [run]);

    const { rows } = await db.query("select distinct state from reflux.runs where parent_run_id = $1", [run]);
    expect(rows).toEqual([{ state: "cancelled" }]);
    await checkPromises(db);
  });
});

test("a step that is re-driven gives its child up and calls another", async () => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db);

    await db.query("select reflux.redrive_step($1, 'call')", [run]);

    expect(await readRun(db, child)).toMatchObject({ state: "cancelled" });
    await worker.drive(db, (key, { attempt }) => (key === "call" && attempt === 2 ? calling : ok()));
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    expect((await readStep(db, run, "call")).child_run_id).not.toBe(child);
    await checkPromises(db);
  });
});

test("a step that cancels its run takes the children of others along", async () => {
  await withTx(async (db) => {
    const { worker, run, child } = await called(db, flow({ call: {}, stop: {} }));
    const steps = await worker.take(db);
    const stop = steps.find(({ run_id, idx }) => run_id === run && idx === 1);
    // The first take leased both steps of the parent; the one not completed yet is held.
    const { rows } = await db.query("select * from reflux_private.recall_steps($1)", [worker.id]);
    const held = stop ?? rows.find(({ run_id }) => run_id === run);

    await worker.complete(db, { step: held, kind: "cancel" });

    expect(await readRun(db, run)).toMatchObject({ state: "cancelled" });
    expect(await readRun(db, child)).toMatchObject({ state: "cancelled" });
    expect(await states(db, run)).toEqual({ call: "cancelled", stop: "cancelled" });
    await checkPromises(db);
  });
});

test("flows that call each other without end are stopped", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    await start(db, "flow");
    for (let depth = 1; depth <= 33; depth += 1) {
      const [step] = await worker.take(db);
      const call = () => worker.complete(db, { step: step!, kind: "call_flow", output: { flow: "flow" } });
      if (depth < 33) await call();
      else await expect(call()).rejects.toMatchObject({ code: "RFL04" });
    }
  });
});
