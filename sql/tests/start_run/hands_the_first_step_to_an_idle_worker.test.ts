import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, doorbells, flow, one, readRun, readStep, start, startFlow } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

test("an idle worker gets it at once, leased, by a notification of its own", async () => {
  await withDb(async ({ pool, connect }) => {
    const worker = await Worker.register(pool);
    await worker.renew(pool, 2);
    const listener = await connect();
    const heard: unknown[] = [];
    listener.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "")));
    await listener.query(`listen reflux_worker_${worker.id}`);

    const run = await startFlow(pool, chain("a", "b"), { input: { id: 1 } });

    await eventually("the worker is told", () => heard.length > 0);
    expect(heard).toEqual([[Number(run), 0, "", 1]]);
    expect(await readStep(pool, run, "a")).toMatchObject({
      state: "running",
      attempt: 1,
      worker_id: worker.id,
    });
    expect(await readRun(pool, run)).toMatchObject({ state: "running" });
    expect(await doorbells(pool)).toBe(0);
    const { rows } = await pool.query("select * from reflux_private.recall_steps($1)", [worker.id]);
    expect(rows).toEqual([expect.objectContaining({ run_id: run, attempt: 1, input: { id: 1 } })]);
    const { refused } = await worker.complete(pool, { step: rows[0], ...ok() });
    expect(refused).toEqual([]);
    await worker.drive(pool);
    await checkPromises(pool);
  });
});

test("the most idle worker is asked, and each place given once", async () => {
  await withTx(async (db) => {
    const [small, large] = [await Worker.register(db), await Worker.register(db)];
    await small.renew(db, 1);
    await large.renew(db, 2);
    await deploy(db, "flow", chain("a"));

    const holders: (string | null)[] = [];
    for (let n = 0; n < 4; n += 1) holders.push((await readStep(db, await start(db, "flow"), "a")).worker_id);

    expect(holders[0]).toBe(large.id);
    expect(new Set(holders.slice(1, 3))).toEqual(new Set([small.id, large.id]));
    expect(holders[3]).toBeNull();
  });
});

const nobody: readonly (readonly [
  string,
  (worker: Worker, db: Parameters<typeof start>[0]) => Promise<unknown>,
])[] = [
  ["nobody is idle", (worker, db) => worker.renew(db, 0)],
  ["the idle one has stopped", (worker, db) => worker.stop(db)],
  [
    "the idle one is lost",
    (worker, db) => db.query("update reflux.workers set lost_at = now() where id = $1", [worker.id]),
  ],
  [
    "the lease of the idle one has ended",
    (worker, db) =>
      db.query("update reflux.workers set lease_until = '-infinity' where id = $1", [worker.id]),
  ],
];

test.for(nobody)("the doorbell rings when %s", async ([, happen]) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await worker.renew(db, 1);
    await happen(worker, db);

    const run = await startFlow(db, chain("a"));

    expect(await readStep(db, run, "a")).toMatchObject({ state: "ready", attempt: 0 });
    expect(await readRun(db, run)).toMatchObject({ state: "queued" });
    expect(await doorbells(db)).toBe(1);
  });
});

test("the doorbell rings when the idle worker cannot run the node", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const other = await Worker.register(db, [{ id: "other.node" }]);
    await other.renew(db, 1);

    const run = await startFlow(db, chain("a"));

    expect(await readStep(db, run, "a")).toMatchObject({ state: "ready" });
  });
});

test("several first steps go through the queue", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await worker.renew(db, 5);

    await startFlow(db, flow({ a: {}, b: {} }));

    expect(await doorbells(db)).toBe(2);
  });
});

test("whoever starts a run in a long transaction holds up neither the worker's lease nor its work", async () => {
  await withDb(async ({ pool, connect }) => {
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a", "b"));
    const earlier = await start(pool, "flow");
    const [step] = await worker.take(pool);
    await worker.renew(pool, 1);
    const slow = await connect();
    await slow.query("begin");
    const run = await start(slow, "flow");
    await pool.query("set lock_timeout = '2s'");

    expect(await worker.renew(pool, 3)).toBe(true);
    const { refused } = await worker.complete(pool, { step: step!, ...ok() });
    expect(refused).toEqual([]);
    await slow.query("commit");

    expect(await readStep(pool, run, "a")).toMatchObject({ state: "running", worker_id: worker.id });
    expect(await readStep(pool, earlier, "b")).toMatchObject({ state: "ready" });
    expect(
      await one(pool, "select count(*)::int as n from reflux_private.recall_steps($1)", [worker.id]),
    ).toEqual({ n: 1 });
  });
});
