import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, expire, one, readStep, startFlow, sweep } from "../kit.ts";
import { type Leased, ok, Worker } from "../worker.ts";

type Situation = { readonly db: Db; readonly worker: Worker; readonly step: Leased };

const situations: readonly (readonly [string, (s: Situation) => Promise<unknown>])[] = [
  [
    "its attempt is over",
    async ({ db, worker, step }) => await worker.complete(db, { step, ...ok("first") }),
  ],
  [
    "the step was re-driven while it ran",
    ({ db, step }) => db.query("select reflux.redrive_step($1, 'a')", [step.run_id]),
  ],
  [
    "the step was re-driven and runs again, on the same worker",
    async ({ db, worker, step }) => {
      await db.query("select reflux.redrive_step($1, 'a')", [step.run_id]);
      await worker.take(db);
    },
  ],
  ["the run was cancelled", ({ db, step }) => db.query("select reflux.cancel_run($1)", [step.run_id])],
  [
    "its worker was lost and the step runs elsewhere",
    async ({ db, worker }) => {
      await expire(db, worker.id);
      await sweep(db);
      const other = await Worker.register(db);
      await other.take(db);
    },
  ],
  ["its worker's lease ended, though nobody has noticed", ({ db, worker }) => expire(db, worker.id)],
  ["its worker has stopped", ({ db, worker }) => worker.stop(db)],
];

test.for(situations)("a result is refused when %s, and changes nothing", async ([, happen]) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b"));
    const [step] = await worker.take(db);
    await happen({ db, worker, step: step! });
    const before = await one(
      db,
      "select to_jsonb(s) as step from reflux.steps s where run_id = $1 and idx = 0",
      [run],
    );

    const answer = await worker.complete(db, { step: step!, ...ok("zombie") });

    expect(answer).toEqual({ refused: [0], busy: [], leased: [] });
    expect(
      await one(db, "select to_jsonb(s) as step from reflux.steps s where run_id = $1 and idx = 0", [run]),
    ).toEqual(before);
    await checkPromises(db);
  });
});

test("a result is refused when another worker brings it", async () => {
  await withTx(async (db) => {
    const [worker, thief] = [await Worker.register(db), await Worker.register(db)];
    const run = await startFlow(db, chain("a"));
    const [step] = await worker.take(db);

    const answer = await thief.complete(db, { step: step!, ...ok() });

    expect(answer.refused).toEqual([0]);
    expect(await readStep(db, run, "a")).toMatchObject({ state: "running", worker_id: worker.id });
  });
});

test("a result for a run that does not exist is refused, not tried for ever", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    const [step] = await worker.take(db);

    const answer = await worker.complete(db, { step: { ...step!, run_id: "999999" }, ...ok() });

    expect(answer).toMatchObject({ refused: [0], busy: [] });
  });
});

test("of two results in one batch the good one counts", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    const [step] = await worker.take(db);

    const answer = await worker.complete(
      db,
      { step: { ...step!, attempt: 7 }, ...ok("zombie") },
      { step: step!, ...ok("mine") },
    );

    expect(answer.refused).toEqual([0]);
    expect(await readStep(db, run, "a")).toMatchObject({ output: "mine" });
    await checkPromises(db);
  });
});

test("a server that was down gives every lease a full term again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    const [step] = await worker.take(db);
    await db.query("update reflux.workers set lease_until = '-infinity'");
    await db.query("update reflux.settings set lease = '1 year'");

    const answer = await worker.complete(db, { step: step!, ...ok() });

    expect(answer.refused).toEqual([]);
  });
});
