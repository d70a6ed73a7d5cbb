import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, deploy, one, readRun, readStep, start, sweep } from "../kit.ts";
import { as, asOwner } from "../reach/kit.ts";
import { type Leased, ok, Worker } from "../worker.ts";

async function acquire(db: Db, step: Leased, limit = 1, key = "k"): Promise<boolean> {
  const { had } = await one<{ had: boolean }>(
    db,
    "select reflux_private.acquire_slot($1, $2, $3, $4, $5, $6) as had",
    [key, limit, step.run_id, step.idx, step.scope, step.attempt],
  );
  return had;
}

/** Runs of one step each, all leased. */
async function leased(db: Db, n: number): Promise<{ worker: Worker; steps: Leased[] }> {
  const worker = await Worker.register(db);
  await deploy(db, "flow", chain("a"));
  for (let i = 0; i < n; i += 1) await start(db, "flow");
  return { worker, steps: await worker.take(db) };
}

test("twenty sessions at once get as many places as there are", async () => {
  await withSessions(20, async ({ pool, sessions }) => {
    const { steps } = await leased(pool, 20);

    const had = await Promise.all(steps.map((step, n) => acquire(sessions[n]!, step, 3)));

    expect(had.filter(Boolean)).toHaveLength(3);
    expect(
      await one(
        pool,
        "select count(*) filter (where held)::int as held, count(*)::int as rows from reflux_private.slots",
      ),
    ).toEqual({
      held: 3,
      rows: 20,
    });
  });
});

test("twenty workers' worth of steps run three at a time until all are done", async () => {
  await withDb(async ({ pool }) => {
    const { worker, steps } = await leased(pool, 20);
    const runs = steps.map(({ run_id }) => run_id);
    let most = 0;
    let running = 0;
    const run = async (step: Leased): Promise<void> => {
      if (!(await acquire(pool, step, 3))) {
        await worker.complete(pool, { step, kind: "slot" });
        return;
      }
      running += 1;
      most = Math.max(most, running);
      await pool.query("select pg_sleep(0.005)");
      running -= 1;
      await worker.complete(pool, { step, ...ok(), slot: true });
    };

    for (let batch = steps; batch.length > 0; batch = await worker.take(pool))
      await Promise.all(batch.map(run));

    expect(most).toBe(3);
    for (const id of runs) expect(await readRun(pool, id)).toMatchObject({ state: "succeeded" });
    expect(await one(pool, "select count(*)::int as rows from reflux_private.slots")).toEqual({ rows: 0 });
    await checkPromises(pool);
  });
});

test("those in line are called in the order in which they came, one for each place that comes free", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 4);
    for (const step of steps)
      if (!(await acquire(db, step))) await worker.complete(db, { step, kind: "slot" });
    const order = [];

    for (let holder: Leased | undefined = steps[0]; holder; [holder] = await worker.take(db)) {
      order.push(holder.run_id);
      expect(await acquire(db, holder)).toBe(true);
      await worker.complete(db, { step: holder, ...ok(), slot: true });
    }

    expect(order).toEqual(steps.map(({ run_id }) => run_id));
    await checkPromises(db);
  });
});

test("a newcomer does not pass those in line", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 3);
    const [holder, next, newcomer] = steps;
    await acquire(db, holder!);
    await acquire(db, next!);
    await worker.complete(db, { step: next!, kind: "slot" });
    await worker.complete(db, { step: holder!, ...ok(), slot: true });

    expect(await acquire(db, newcomer!)).toBe(false);
    const [called] = await worker.take(db);
    expect(called?.run_id).toBe(next?.run_id);
    expect(await acquire(db, called!)).toBe(true);
  });
});

test("those of a paused run let others pass, and stand first again when it is resumed", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 3);
    const [holder, paused, other] = steps;
    await acquire(db, holder!);
    await acquire(db, paused!);
    await worker.complete(db, { step: paused!, kind: "slot" });
    await db.query("select reflux.pause_run($1)", [paused?.run_id]);
    await worker.complete(db, { step: holder!, ...ok(), slot: true });

    expect(await acquire(db, other!)).toBe(true);
    await db.query("select reflux.resume_run($1)", [paused?.run_id]);
    await worker.complete(db, { step: other!, ...ok(), slot: true });
    expect((await worker.take(db)).map(({ run_id }) => run_id)).toEqual([paused?.run_id]);
    await checkPromises(db);
  });
});

test("a place that came free before the step went to sleep is not missed", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 2);
    const [holder, late] = steps;
    await acquire(db, holder!);
    expect(await acquire(db, late!)).toBe(false);
    await worker.complete(db, { step: holder!, ...ok(), slot: true });

    await worker.complete(db, { step: late!, kind: "slot" });

    expect(await worker.take(db)).toHaveLength(1);
  });
});

const endings: readonly (readonly [string, (db: Db, worker: Worker, holder: Leased) => Promise<unknown>])[] =
  [
    [
      "its run is cancelled",
      (db, _worker, holder) => db.query("select reflux.cancel_run($1)", [holder.run_id]),
    ],
    [
      "it is re-driven",
      (db, _worker, holder) => db.query("select reflux.redrive_step($1, 'a')", [holder.run_id]),
    ],
    ["its worker stops", (db, worker) => worker.stop(db)],
  ];

test.for(endings)("a place is free when its holder goes: %s", async ([, happen]) => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 2);
    const [holder, next] = steps;
    await acquire(db, holder!);
    await acquire(db, next!);
    await worker.complete(db, { step: next!, kind: "slot" });

    await happen(db, worker, holder!);

    expect(await readStep(db, next!.run_id, "a")).toMatchObject({ state: "ready" });
    await checkPromises(db);
  });
});

test("a zombie gets no place", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 1);
    await db.query("select reflux.redrive_step($1, 'a')", [steps[0]?.run_id]);
    const [current] = await worker.take(db);

    expect(await acquire(db, steps[0]!)).toBe(false);
    expect(await acquire(db, current!)).toBe(true);
  });
});

test("the sweeper frees a place that nobody holds and calls the next", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await leased(db, 2);
    const [holder, next] = steps;
    await acquire(db, holder!);
    await acquire(db, next!);
    await worker.complete(db, { step: next!, kind: "slot" });
    // The worker forgot that it held a place.
    await worker.complete(db, { step: holder!, ...ok() });
    expect(await readStep(db, next!.run_id, "a")).toMatchObject({ state: "sleeping", wait: "slot" });

    expect(await sweep(db)).toMatchObject({ rung_steps: 1 });

    expect(await worker.take(db)).toHaveLength(1);
    await checkPromises(db);
  });
});

test("keys do not mix", async () => {
  await withTx(async (db) => {
    const { steps } = await leased(db, 2);

    expect([await acquire(db, steps[0]!, 1, "one"), await acquire(db, steps[1]!, 1, "two")]).toEqual([
      true,
      true,
    ]);
  });
});

test("a flow of a limited token stands in no line of others, whatever it calls its key", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    for (const slug of ["theirs", "mine", "also-mine"]) await deploy(db, slug, chain("a"));
    const theirs = await one<{ id: string }>(db, "select id from reflux.flows where slug = 'theirs'");
    await as(db, "editor", "mine", "also-mine");
    for (const slug of ["mine", "also-mine"]) await deploy(db, slug, chain("a", "b"));
    await asOwner(db);
    for (const slug of ["mine", "mine", "also-mine", "theirs"]) await start(db, slug);
    const [first, second, also, other] = await worker.take(db);

    expect(await acquire(db, first!, 1, "vendor")).toBe(true);
    expect(await acquire(db, second!, 1, "vendor")).toBe(false);
    expect(await acquire(db, also!, 1, `flow ${theirs.id}: vendor`)).toBe(true);
    expect(await acquire(db, other!, 1, "vendor")).toBe(true);
    await checkPromises(db);
  });
});
