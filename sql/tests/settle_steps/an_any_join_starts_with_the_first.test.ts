import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, flow, readRun, startFlow, states } from "../kit.ts";
import { fails, keysOf, type Outcome, ok, Worker } from "../worker.ts";

const document = flow({ a: {}, b: {}, join: { join: "any" }, end: {}, other: {} }, [
  "a -> join",
  "b -> join",
  "join -> end",
  "b -> other",
]);

async function finish(db: Db, outcomes: Readonly<Record<string, Outcome>>) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, document);
  const steps = await worker.take(db);
  const keys = await keysOf(db, steps);
  for (const [key, outcome] of Object.entries(outcomes)) {
    await worker.complete(db, { step: steps[keys.indexOf(key)]!, ...outcome });
  }
  return { worker, run };
}

test("it starts when one edge brings work, and once", async () => {
  await withTx(async (db) => {
    const { worker, run } = await finish(db, { a: ok(), b: ok() });

    expect((await worker.drive(db)).toSorted()).toEqual(["end", "join", "other"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a failure on one edge does not hold it", async () => {
  await withTx(async (db) => {
    const { worker, run } = await finish(db, { b: fails(), a: ok() });

    await worker.drive(db);

    expect(await states(db, run)).toEqual({
      a: "succeeded",
      b: "failed",
      join: "succeeded",
      end: "succeeded",
      other: "skipped",
    });
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    await checkPromises(db);
  });
});

test("it is skipped when no edge brings work", async () => {
  await withTx(async (db) => {
    const { worker, run } = await finish(db, { a: ok(null, []), b: ok(null, []) });

    await worker.drive(db);

    expect(await states(db, run)).toMatchObject({ join: "skipped", end: "skipped", other: "skipped" });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});
