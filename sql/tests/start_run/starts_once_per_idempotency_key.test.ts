import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, one, start } from "../kit.ts";
import { Worker } from "../worker.ts";

test("fifty calls at once with one key start one run, and all get it", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    await worker.renew(pool, 5);

    const runs = await Promise.all(Array.from({ length: 50 }, () => start(pool, "flow", { key: "order-1" })));

    expect(new Set(runs).size).toBe(1);
    expect(await one(pool, "select count(*)::int as runs from reflux.runs")).toEqual({ runs: 1 });
    // The one that started it had the idle worker, or another that gave it back had it just then, and it was rung for.
    expect(
      await one(
        pool,
        `select idle + (select count(*)::int from reflux.steps where state = 'running') as places
         from reflux_private.idle_workers`,
      ),
    ).toEqual({ places: 5 });
    await checkPromises(pool);
  });
});

test("a call that waits for another with the same key starts its own run when that one rolls back", async () => {
  await withDb(async ({ pool, connect }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    const other = await connect();
    await other.query("begin");
    const gone = await start(other, "flow", { key: "order-1" });

    const mine = start(pool, "flow", { key: "order-1" });
    await other.query("rollback");

    expect(await mine).not.toBe(gone);
  });
});

test("a key belongs to its flow", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "one", chain("a"));
    await deploy(db, "two", chain("a"));

    expect(await start(db, "one", { key: "k" })).not.toBe(await start(db, "two", { key: "k" }));
  });
});

test("without a key each call starts a run", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a"));

    expect(await start(db, "flow")).not.toBe(await start(db, "flow"));
  });
});
