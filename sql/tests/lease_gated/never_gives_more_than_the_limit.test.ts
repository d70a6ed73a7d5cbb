import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { type Db, deploy, flow, one, readRun, readStep, start, sweep } from "../kit.ts";
import { as, asOwner } from "../reach/kit.ts";
import { type Leased, ok, type Place, Worker } from "../worker.ts";
import { inLine, limited, lines, waiting } from "./kit.ts";

test("twenty sessions at once get as many places as there are", async () => {
  await withSessions(20, async ({ pool, sessions }) => {
    const workers = await Promise.all(sessions.map(() => Worker.register(pool)));
    const places = await waiting(pool, 20, { limit: 3 });

    const had = await Promise.all(workers.map((worker, n) => worker.take(sessions[n]!, [places[n]!])));

    expect(had.flat()).toHaveLength(3);
    expect(await lines(pool)).toEqual({ held: 3, line: 17 });
  });
});

test("twenty workers' worth of steps run three at a time until all are done", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    const places = await waiting(pool, 20, { limit: 3 });
    let most = 0;
    let running = 0;
    const run = async (step: Leased): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await pool.query("select pg_sleep(0.005)");
      running -= 1;
      await worker.complete(pool, { step, ...ok() });
    };

    for (let batch = await worker.take(pool); batch.length > 0; batch = await worker.take(pool))
      await Promise.all(batch.map(run));

    expect(most).toBe(3);
    for (const [id] of places) expect(await readRun(pool, id)).toMatchObject({ state: "succeeded" });
    expect(await lines(pool)).toEqual({ held: 0, line: 0 });
    await checkPromises(pool);
  });
});

test("those in line are called in the order in which they came, one for each place that comes free", async () => {
  await withTx(async (db) => {
    const { worker, places, holder: first } = await inLine(db, 4);
    const order = [];

    for (let holder: Leased | undefined = first; holder; [holder] = await worker.take(db)) {
      order.push(holder.run_id);
      await worker.complete(db, { step: holder, ...ok() });
    }

    expect(order).toEqual(places.map(([run]) => run));
    await checkPromises(db);
  });
});

test("a newcomer does not pass those in line", async () => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 2);
    const newcomer: Place = [await start(db, "flow"), 0, ""];
    await worker.complete(db, { step: holder, ...ok() });

    expect(await worker.take(db, [newcomer])).toEqual([]);
    const [called] = await worker.take(db);
    expect(called?.run_id).toBe(places[1]?.[0]);
  });
});

test("those of a paused run let others pass, and stand first again when it is resumed", async () => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 2);
    const other: Place = [await start(db, "flow"), 0, ""];
    await db.query("select reflux.pause_run($1)", [places[1]?.[0]]);
    await worker.complete(db, { step: holder, ...ok() });

    const [passed] = await worker.take(db, [other]);
    expect(passed?.run_id).toBe(other[0]);
    await db.query("select reflux.resume_run($1)", [places[1]?.[0]]);
    await worker.complete(db, { step: passed!, ...ok() });
    expect((await worker.take(db)).map(({ run_id }) => run_id)).toEqual([places[1]?.[0]]);
    await checkPromises(db);
  });
});

test("a run that is resumed while a place is free is called at once", async () => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 2);
    await db.query("select reflux.pause_run($1)", [places[1]?.[0]]);
    await worker.complete(db, { step: holder, ...ok() });
    expect(await worker.take(db)).toEqual([]);

    await db.query("select reflux.resume_run($1)", [places[1]?.[0]]);

    expect(await worker.take(db)).toHaveLength(1);
  });
});

test("a place that comes free while a step goes to sleep is not missed", async () => {
  await withSessions(2, async ({ pool, sessions: [one, two], blocked }) => {
    const { worker, holder } = await inLine(pool, 1);
    const late: Place = [await start(pool, "flow"), 0, ""];
    await worker.hear(pool);
    await one!.query("begin");
    expect(await worker.take(one!, [late])).toEqual([]);
    const done = worker.complete(two!, { step: holder, ...ok() });
    await blocked(two!);

    await one!.query("commit");
    await done;

    expect(await worker.take(pool)).toHaveLength(1);
  });
});

test("a step that comes while a place comes free gets it", async () => {
  await withSessions(2, async ({ pool, sessions: [one, two], blocked }) => {
    const { worker, holder } = await inLine(pool, 1);
    const late: Place = [await start(pool, "flow"), 0, ""];
    await one!.query("begin");
    await worker.complete(one!, { step: holder, ...ok() });
    const taken = worker.take(two!, [late]);
    await blocked(two!);

    await one!.query("commit");

    expect(await taken).toHaveLength(1);
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
    ["it fails", (db, worker, step) => worker.complete(db, { step, kind: "error", error: refusal })],
    [
      "it sleeps",
      (db, worker, step) => worker.complete(db, { step, kind: "sleep_until", wake_at: "2099-01-01Z" }),
    ],
    ["it is given back", (db, worker, step) => worker.complete(db, { step, kind: "release" })],
    ["it cancels its run", (db, worker, step) => worker.complete(db, { step, kind: "cancel" })],
  ];
const refusal = { code: "RFX01", message: "no", retry: "never" };

test.for(endings)("a place is free when its holder goes: %s", async ([, happen]) => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 2);

    await happen(db, worker, holder);

    expect(await readStep(db, places[1]![0], "a")).toMatchObject({ state: "ready" });
    await checkPromises(db);
  });
});

const leavings: readonly (readonly [string, (db: Db, place: Place) => Promise<unknown>])[] = [
  ["its run is cancelled", (db, [run]) => db.query("select reflux.cancel_run($1)", [run])],
  ["it is re-driven", (db, [run]) => db.query("select reflux.redrive_step($1, 'a')", [run])],
];

test.for(leavings)("whoever is called and goes elsewhere calls the next: %s", async ([, happen]) => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 3);
    await worker.complete(db, { step: holder, ...ok() });
    expect(await readStep(db, places[1]![0], "a")).toMatchObject({ state: "ready" });

    await happen(db, places[1]!);

    expect(await readStep(db, places[2]![0], "a")).toMatchObject({ state: "ready" });
    await checkPromises(db);
  });
});

test("a zombie holds no place", async () => {
  await withTx(async (db) => {
    const { worker, holder } = await inLine(db, 1);
    await db.query("select reflux.redrive_step($1, 'a')", [holder.run_id]);
    const [current] = await worker.take(db);

    expect(current).toMatchObject({ run_id: holder.run_id, attempt: 2 });
    expect(await worker.complete(db, { step: holder, ...ok() })).toMatchObject({ refused: [0] });
    expect(await lines(db)).toEqual({ held: 1, line: 0 });
  });
});

test("the sweeper calls who was not called", async () => {
  await withTx(async (db) => {
    const { worker, places, holder } = await inLine(db, 2);
    await worker.complete(db, { step: holder, ...ok() });
    await worker.hear(db);
    await db.query("update reflux.steps set state = 'sleeping', wait = 'slot' where run_id = $1", [
      places[1]![0],
    ]);

    expect(await sweep(db)).toMatchObject({ rung_steps: 1 });

    expect(await worker.take(db)).toHaveLength(1);
    await checkPromises(db);
  });
});

test("keys do not mix", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await waiting(db, 1, { key: "one" });
    await waiting(db, 1, { key: "two" });

    expect(await worker.take(db)).toHaveLength(2);
  });
});

test("a key is one for all flows, and without one each step has its own", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "this", limited());
    await deploy(db, "that", limited());
    await deploy(db, "own", flow({ a: { concurrency: { limit: 1 } }, b: { concurrency: { limit: 1 } } }));
    for (const slug of ["this", "that", "own", "own"]) await start(db, slug);

    await worker.take(db);

    const { rows } = await db.query(
      "select slot_key, state from reflux.steps where slot_key is not null order by 1, 2, run_id",
    );
    expect(rows.map(({ slot_key, state }) => `${slot_key} ${state}`)).toEqual([
      "k running",
      "k sleeping",
      "own.a running",
      "own.a sleeping",
      "own.b running",
      "own.b sleeping",
    ]);
  });
});

test("a flow of a limited token stands in no line of others, whatever it calls its key", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "theirs", limited({ key: "vendor" }));
    const theirs = await one<{ id: string }>(db, "select id from reflux.flows where slug = 'theirs'");
    for (const slug of ["mine", "also-mine"]) await deploy(db, slug, limited());
    await as(db, "editor", "mine", "also-mine");
    await deploy(db, "mine", limited({ key: "vendor" }));
    await deploy(db, "also-mine", limited({ key: `flow ${theirs.id}: vendor` }));
    await asOwner(db);
    const runs: string[] = [];
    for (const slug of ["mine", "mine", "also-mine", "theirs"]) runs.push(await start(db, slug));
    const [first, , also, other] = runs;

    const had = await worker.take(db);

    expect(new Set(had.map(({ run_id }) => run_id))).toEqual(new Set([first, also, other]));
    await checkPromises(db);
  });
});
