import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, passTime, readRun, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";
import { loop, opens, opensOnce, owner, stateIn, takeAll } from "./kit.ts";

test("each item has a scope, and the step that opened them goes on when all have ended", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    const seen: unknown[] = [];

    const done = await worker.drive(
      db,
      opensOnce(["x", "y"], (key, { scope, input, item, index }) => {
        if (key === "a" || key === "b") seen.push([key, scope, input, item, index]);
        return ok(`${key} ${scope}`);
      }),
    );

    expect(done).toEqual(["before", "each", "a", "a", "b", "b", "each", "after"]);
    expect(seen).toEqual([
      ["a", "each[0]", "x", "x", 0],
      ["a", "each[1]", "y", "y", 1],
      ["b", "each[0]", "a each[0]", "x", 0],
      ["b", "each[1]", "a each[1]", "y", 1],
    ]);
    expect(await owner(db, run)).toMatchObject({ state: "succeeded", opened: 2, ended: 2, failed: 0 });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});

test("a failure in a scope is the scope's, and the run goes on", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);

    await worker.drive(
      db,
      opensOnce(["x", "y"], (key, { scope }) => (key === "a" && scope === "each[1]" ? fails() : ok())),
    );

    expect(await owner(db, run)).toMatchObject({ state: "succeeded", opened: 2, ended: 2, failed: 1 });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", failed_steps: 0 });
    await checkPromises(db);
  });
});

test("scopes open in scopes, and what is in them reads what is around them", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow(
        {
          before: {},
          each: { node: "test.each" },
          a: {},
          inner: { node: "test.each" },
          b: { config: { text: "{{ steps.before.output }} {{ steps.a.output }}" } },
        },
        ["before -> each", "each.each -> a", "a -> inner", "inner.each -> b"],
      ),
    );
    const seen: unknown[] = [];

    await worker.drive(db, (key, step) => {
      if (key === "b") seen.push([step.scope, step.item, step.outputs]);
      if (key === "each" || key === "inner") return step.scopes ? ok() : opens([1, 2]);
      return ok(`${key} ${step.scope}`);
    });

    const outputs = (n: number) => ({ before: "before ", a: `a each[${n}]` });
    expect(seen).toEqual([
      ["each[0]/inner[0]", 1, outputs(0)],
      ["each[0]/inner[1]", 2, outputs(0)],
      ["each[1]/inner[0]", 1, outputs(1)],
      ["each[1]/inner[1]", 2, outputs(1)],
    ]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a step is woken when few enough are open, opens more by name, and leaves what it does not wait for", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    const first = await takeAll(db, worker);
    await worker.complete(db, { step: first["each"]!, ...opens([1, 2], { leave: 1 }) });
    const bodies = await takeAll(db, worker);
    await worker.complete(db, { step: bodies["each[0] a"]!, ...fails() });

    const again = await takeAll(db, worker);
    expect(again["each"]?.scopes).toEqual({ opened: 2, ended: 1, failed: 1 });
    await worker.complete(db, { step: again["each"]!, ...opens([3], { names: ["ada"], leave: 1 }) });
    const third = await takeAll(db, worker);
    expect(third["each[ada] a"]).toMatchObject({ item: 3, index: 2 });
    await worker.complete(db, { step: third["each[ada] a"]!, ...fails() });
    const last = await takeAll(db, worker);
    await worker.complete(db, { step: last["each"]!, ...ok() });

    expect(await stateIn(db, run)).toMatchObject({
      "each[1] a": "cancelled",
      "each[ada] a": "failed",
      each: "succeeded",
      after: "ready",
    });
    expect(await owner(db, run)).toMatchObject({ opened: 3, ended: 3 });
    await checkPromises(db);
    await worker.drive(db);
    expect(await states(db, run)).toMatchObject({ after: "succeeded" });
    await checkPromises(db);
  });
});

test("a step that fails for good takes its open scopes with it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1, 2], { leave: 1 }) });
    const bodies = await takeAll(db, worker);
    await worker.complete(db, { step: bodies["each[0] a"]!, ...fails() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...fails("RFX01", "never") });

    expect(await stateIn(db, run)).toMatchObject({
      "each[1] a": "cancelled",
      each: "failed",
      after: "skipped",
    });
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    await checkPromises(db);
  });
});

test.each([
  ["a signal", { kind: "wait_for_signal" }],
  ["its time", { kind: "sleep_until", wake_at: "2099-01-01" }],
  ["a signal that never came", { kind: "wait_for_signal", wake_at: "2099-01-01" }],
] as const)("a step that %s ends takes its open scopes with it", async (what, waits) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1, 2], { leave: 1 }) });
    await worker.complete(db, { step: (await takeAll(db, worker))["each[0] a"]!, ...fails() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...waits });

    if (what === "a signal") await db.query("select reflux.signal_step($1, 'each')", [run]);
    else {
      await passTime(db);
      await worker.take(db);
    }

    expect(await stateIn(db, run)).toMatchObject({ "each[1] a": "cancelled" });
    expect(await owner(db, run)).toMatchObject({ opened: 2, ended: 2 });
    await checkPromises(db);
  });
});
