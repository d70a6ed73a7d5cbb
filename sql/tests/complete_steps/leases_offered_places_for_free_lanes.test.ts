import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, deploy, flow, readStep, start, startFlow } from "../kit.ts";
import { keysOf, ok, Worker } from "../worker.ts";

const fan = flow({ root: {}, a: {}, b: {}, c: {}, join: {} }, [
  "root -> a",
  "root -> b",
  "root -> c",
  "a -> join",
  "b -> join",
  "c -> join",
]);

test("a lane without a next step is given a place that waits", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, fan);
    const [root] = await worker.take(db);
    const { leased: first } = await worker.complete(db, { step: root!, ...ok("up"), next: true });
    const [next, last] = await worker.hear(db);

    const answer = await worker.completeAndTake(db, [next!, last!], { step: first[0]!, ...ok(), next: true });

    expect(answer).toMatchObject({
      tried: 1,
      leased: [{ lane: null, offer: 0, attempt: 1, run_id: run, input: "up" }],
    });
    const [key] = await keysOf(db, answer.leased);
    expect(await readStep(db, run, key!)).toMatchObject({ state: "running", worker_id: worker.id });
    await checkPromises(db);
  });
});

test("a lane that goes on, and one that wants nothing, leave the places alone", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a", "b"));
    await start(db, "flow");
    await start(db, "flow");
    const [one, two] = await worker.hear(db);
    const [step] = await worker.take(db, [one!]);

    const goesOn = await worker.completeAndTake(db, [two!], { step: step!, ...ok(), next: true });
    const ends = await worker.completeAndTake(db, [two!], { step: goesOn.leased[0]!, ...ok() });

    expect([goesOn.tried, ends.tried]).toEqual([0, 0]);
    expect(goesOn.leased).toMatchObject([{ lane: 0 }]);
    expect(ends.leased).toEqual([]);
    expect(await worker.take(db, [two!])).toHaveLength(1);
    await checkPromises(db);
  });
});

test("a place that somebody else has is tried and not had", async () => {
  await withTx(async (db) => {
    const [worker, other] = [await Worker.register(db), await Worker.register(db)];
    await deploy(db, "flow", chain("a"));
    await start(db, "flow");
    await start(db, "flow");
    const [one, two] = await worker.hear(db);
    const [step] = await worker.take(db, [one!]);
    await other.take(db, [two!]);

    const answer = await worker.completeAndTake(db, [two!], { step: step!, ...ok(), next: true });

    expect(answer).toMatchObject({ tried: 1, leased: [], busy: [] });
    await checkPromises(db);
  });
});

test("a place whose run a person holds is busy", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [person] = sessions;
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    await start(pool, "flow");
    const held = await start(pool, "flow");
    const [one, two] = await worker.hear(pool);
    const [step] = await worker.take(pool, [one!]);
    await person!.query("begin");
    await person!.query("select reflux.pause_run($1)", [held]);

    const answer = await worker.completeAndTake(pool, [two!], { step: step!, ...ok(), next: true });

    expect(answer).toMatchObject({ tried: 1, leased: [], busyOffers: [0] });
    await person!.query("rollback");
  });
});
