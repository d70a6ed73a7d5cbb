import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { loop, opens, opensOnce, owner, stateIn, takeAll } from "../close_scopes/kit.ts";
import { age, type Db, doorbells, flow, readRun, startFlow, sweep } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

/** A run of which two scopes are open, each at its last step; with `leave`, its loop is woken by the first. */
async function open(db: Db, leave = 0) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, flow({ ...only(["each", "a"]) }, ["each.each -> a"]));
  await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1, 2], { leave }) });
  return { worker, run };
}

const only = (keys: readonly string[]) =>
  Object.fromEntries(Object.entries(loop.steps).filter(([key]) => keys.includes(key)));

test("two flushes that end the last two scopes wake the step once", async () => {
  await withSessions(2, async ({ sessions: [one, other], pool, blocked }) => {
    const { worker, run } = await open(pool);
    const held = await takeAll(pool, worker);
    await one!.query("begin");
    await worker.complete(one!, { step: held["each[0] a"]!, ...ok() });

    const second = worker.complete(other!, { step: held["each[1] a"]!, ...ok() });
    await blocked(other!);
    await one!.query("commit");
    expect((await second).refused).toEqual([]);

    expect(await owner(pool, run)).toMatchObject({ state: "ready", ended: 2 });
    expect(await doorbells(pool)).toBe(1);
    await checkPromises(pool);
  });
});

test("whoever drives a step in a scope again holds off what ends in the others", async () => {
  await withSessions(2, async ({ sessions: [person, other], pool }) => {
    const { worker, run } = await open(pool);
    const held = await takeAll(pool, worker);
    await worker.complete(pool, { step: held["each[0] a"]!, ...ok() });
    await person!.query("begin");
    await person!.query("select reflux.redrive_step($1, 'a', 'each[0]')", [run]);

    const busy = await worker.complete(other!, { step: held["each[1] a"]!, ...ok() });
    expect(busy.busy).toEqual([0]);
    await person!.query("commit");
    await worker.complete(other!, { step: held["each[1] a"]!, ...ok() });

    expect(await owner(pool, run)).toMatchObject({ state: "sleeping", ended: 1 });
    await checkPromises(pool);
    await worker.drive(pool, opensOnce([]));
    expect(await readRun(pool, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(pool);
  });
});

test("a step that a worker takes at the very moment its loop ends is cancelled by the sweeper", async () => {
  await withSessions(2, async ({ sessions: [taking, ending], pool }) => {
    const { worker, run } = await open(pool, 1);
    const places = await worker.hear(pool);
    const [first] = await worker.take(
      pool,
      places.filter(([, , scope]) => scope === "each[0]"),
    );
    await worker.complete(pool, { step: first!, ...ok() });
    const { each } = await takeAll(pool, worker);
    await taking!.query("begin");
    await worker.take(
      taking!,
      places.filter(([, , scope]) => scope === "each[1]"),
    );

    await worker.complete(ending!, { step: each!, ...ok() });
    await taking!.query("commit");
    expect(await readRun(pool, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(pool);
    await age(pool);
    await sweep(pool);

    expect(await stateIn(pool, run)).toMatchObject({ "each[1] a": "cancelled" });
    await checkPromises(pool);
  });
});

test("a race in a scope ends with its winner, and the other scopes go on", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ each: { node: "test.each" }, fast: {}, slow: {}, first: { join: "any" } }, [
        "each.each -> fast",
        "each.each -> slow",
        "fast -> first",
        "slow -> first",
      ]),
    );
    await worker.complete(db, { step: (await takeAll(db, worker))["each"]!, ...opens([1, 2]) });
    const held = await takeAll(db, worker);
    await worker.complete(db, { step: held["each[0] fast"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["each[0] first"]!, ...ok() });

    expect(await stateIn(db, run)).toMatchObject({
      "each[0] slow": "cancelled",
      "each[1] slow": "running",
    });
    expect(await owner(db, run)).toMatchObject({ state: "sleeping", ended: 1 });
    await checkPromises(db);
    await worker.complete(db, { step: held["each[1] slow"]!, ...ok() });
    await worker.drive(db, opensOnce([]));
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a loop that loses a race is dropped with its scopes", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ each: { node: "test.each" }, a: {}, fast: {}, first: { join: "any" } }, [
        "each.each -> a",
        "each -> first",
        "fast -> first",
      ]),
    );
    const top = await takeAll(db, worker);
    await worker.complete(db, { step: top["each"]!, ...opens([1, 2]) });
    const bodies = await takeAll(db, worker);
    await worker.complete(db, { step: top["fast"]!, ...ok() });
    await worker.complete(db, { step: (await takeAll(db, worker))["first"]!, ...ok() });

    expect(await stateIn(db, run)).toMatchObject({
      each: "cancelled",
      "each[0] a": "cancelled",
      "each[1] a": "cancelled",
    });
    expect((await worker.complete(db, { step: bodies["each[0] a"]!, ...ok() })).refused).toEqual([0]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});
