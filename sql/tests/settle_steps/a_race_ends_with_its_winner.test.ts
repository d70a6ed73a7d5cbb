import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import type { Db } from "../kit.ts";
import { attempts, flow, readRun, startFlow, states, sweep } from "../kit.ts";
import { fails, keysOf, type Leased, ok, Worker } from "../worker.ts";

const race = flow({ fast: {}, slow: {}, after: {}, first: { join: "any" } }, [
  "fast -> first",
  "slow -> after",
  "after -> first",
]);

async function byKey(db: Db, steps: readonly Leased[]): Promise<Record<string, Leased>> {
  const keys = await keysOf(db, steps);
  return Object.fromEntries(keys.map((key, index) => [key, steps[index]!]));
}

test("a run whose any-join is through ends, and what still runs is cancelled", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, race);
    const { fast, slow } = await byKey(db, await worker.take(db));
    await worker.complete(db, { step: fast!, ...ok() });
    const { first } = await byKey(db, await worker.take(db));

    await worker.complete(db, { step: first!, ...ok() });

    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", failed_steps: 0 });
    expect(await states(db, run)).toEqual({
      fast: "succeeded",
      slow: "cancelled",
      after: "waiting",
      first: "succeeded",
    });
    expect(await attempts(db, run, "slow")).toEqual(["cancelled"]);
    const late = await worker.complete(db, { step: slow!, ...fails() });
    expect(late.refused).toEqual([0]);
    await checkPromises(db);
  });
});

test("the loser of a race that is not over yet may still fail, and then the run fails", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, race);
    const { fast, slow } = await byKey(db, await worker.take(db));
    await worker.complete(db, { step: fast!, ...ok() }, { step: slow!, ...fails() });

    await worker.drive(db);

    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    await checkPromises(db);
  });
});

test("a branch that a worker takes at the very moment the run ends is cancelled by the sweeper", async () => {
  await withSessions(2, async ({ sessions: [taking, ending], pool }) => {
    if (!taking || !ending) throw new Error("two sessions");
    const worker = await Worker.register(ending);
    const run = await startFlow(ending, race);
    const places = await worker.hear(ending);
    const { rows } = await ending.query<{ idx: number }>(
      "select idx from reflux.graph_steps where key = 'slow'",
    );
    const slow = places.filter(([, idx]) => idx === rows[0]?.idx);
    const fast = places.filter(([, idx]) => idx !== rows[0]?.idx);
    const [first] = await worker.take(ending, fast);
    await worker.complete(ending, { step: first!, ...ok() });
    const [join] = await worker.take(ending);

    await taking.query("begin");
    await worker.take(taking, slow);
    await worker.complete(ending, { step: join!, ...ok() });
    await taking.query("commit");

    expect(await readRun(pool, run)).toMatchObject({ state: "succeeded" });
    expect(await states(pool, run)).toMatchObject({ slow: "running" });
    await checkPromises(pool);
    await sweep(pool);
    expect(await states(pool, run)).toMatchObject({ slow: "cancelled" });
    expect(await attempts(pool, run, "slow")).toEqual(["cancelled"]);
    expect((await pool.query("select from reflux_private.raced_runs")).rows).toEqual([]);
    await checkPromises(pool);
  });
});
