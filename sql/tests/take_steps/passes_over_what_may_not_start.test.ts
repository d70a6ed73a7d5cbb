import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import {
  chain,
  type Db,
  deploy,
  expire,
  flow,
  readRun,
  readStep,
  refusal,
  start,
  startFlow,
} from "../kit.ts";
import { fails, ok, type Place, Worker } from "../worker.ts";

const cases: readonly (readonly [
  string,
  (db: Db, run: string, worker: Worker, places: readonly Place[]) => Promise<unknown>,
])[] = [
  ["of a paused run", (db, run) => db.query("select reflux.pause_run($1)", [run])],
  ["of a cancelled run", (db, run) => db.query("select reflux.cancel_run($1)", [run])],
  ["that is taken already", (db, _run, worker, places) => worker.take(db, places)],
  [
    "that is done",
    async (db, _run, worker, places) => {
      const [step] = await worker.take(db, places);
      await worker.complete(db, { step: step!, ...ok() });
    },
  ],
  [
    "whose retry is not due",
    async (db, _run, worker, places) => {
      const [step] = await worker.take(db, places);
      await worker.complete(db, { step: step!, ...fails() });
    },
  ],
  [
    "whose timer is not due",
    async (db, _run, worker, places) => {
      const [step] = await worker.take(db, places);
      await worker.complete(db, { step: step!, kind: "sleep_until", wake_at: "2099-01-01" });
    },
  ],
];

test.for(cases)("a step %s is not leased", async ([, happen]) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 3 } } }));
    const places = await worker.hear(db);
    await happen(db, run, worker, places);
    const before = await readStep(db, run, "a");

    const { leased, busy } = await worker.tryTake(db, places);

    expect([leased, busy]).toEqual([[], []]);
    expect(await readStep(db, run, "a")).toEqual(before);
  });
});

test("a step of a run that a person holds is busy: to be asked for again", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [person] = sessions;
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    const [held, free] = [await start(pool, "flow"), await start(pool, "flow")];
    const places = await worker.hear(pool);
    await person!.query("begin");
    await person!.query("select from reflux.runs where id = $1 for update", [held]);

    const { leased, busy } = await worker.tryTake(pool, places);

    expect(leased.map(({ run_id }) => run_id)).toEqual([free]);
    expect(busy).toEqual([[held, 0, ""]]);
    await person!.query("commit");
    expect(await worker.take(pool, busy)).toHaveLength(1);
  });
});

test("of ten workers that hear one doorbell, one gets the step", async () => {
  await withSessions(10, async ({ pool, sessions }) => {
    const workers = await Promise.all(sessions.map((session) => Worker.register(session)));
    const run = await startFlow(pool, chain("a"));

    const taken = await Promise.all(workers.map((worker, n) => worker.take(sessions[n]!, [[run, 0, ""]])));

    expect(taken.flat()).toHaveLength(1);
    expect(await readStep(pool, run, "a")).toMatchObject({ attempt: 1 });
    await checkPromises(pool);
  });
});

test("the first lease of a run starts it", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    expect(await readRun(db, run)).toMatchObject({ state: "queued", started_at: null });

    const [step] = await worker.take(db);

    expect(step).toMatchObject({ attempt: 1, flow: "flow", version: 1, run_input: {} });
    expect(await readRun(db, run)).toMatchObject({ state: "running", started_at: expect.any(Date) });
  });
});

test("a worker whose lease has ended is told so", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    const places = await worker.hear(db);
    await expire(db, worker.id);

    const { code } = await refusal(db, () => worker.take(db, places));

    expect(code).toBe("RFT02");
  });
});

test("places that are nowhere are passed over", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);

    expect(await worker.tryTake(db, [["999999", 0, ""]])).toEqual({ leased: [], busy: [] });
  });
});
