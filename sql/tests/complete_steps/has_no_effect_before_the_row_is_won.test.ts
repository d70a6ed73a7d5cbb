import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, deploy, flow, readRun, readStep, start, startFlow, states } from "../kit.ts";
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

test("a call of a flow that is refused, since the step was taken back meanwhile, starts no child run", async () => {
  await withSessions(2, async ({ sessions: [sweeping, calling], blocked, pool }) => {
    if (!sweeping || !calling) throw new Error("two sessions");
    const worker = await Worker.register(pool);
    await deploy(pool, "child", chain("c"));
    await deploy(pool, "parent", flow({ call: {} }));
    const run = await start(pool, "parent");
    const [step] = await worker.take(pool);

    await sweeping.query("begin");
    await sweeping.query("select reflux_private.return_steps(array[$1::bigint], 'lost')", [worker.id]);
    const answer = worker.complete(calling, { step: step!, kind: "call_flow", output: { flow: "child" } });
    await blocked(calling);
    await sweeping.query("commit");

    expect((await answer).refused).toEqual([0]);
    expect((await pool.query("select from reflux.runs where parent_run_id = $1", [run])).rows).toEqual([]);
    await checkPromises(pool);
  });
});

test("what a race cancels in the call that ends it is not handed out by that call", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, race);
    const { fast, slow } = await byKey(db, await worker.take(db));
    await worker.complete(db, { step: fast!, ...ok() });
    const { first } = await byKey(db, await worker.take(db));

    const answer = await worker.complete(
      db,
      { step: first!, ...ok(), next: true },
      { step: slow!, ...ok(), next: true },
    );

    expect(answer.leased).toEqual([]);
    expect(await states(db, run)).toMatchObject({ after: "cancelled", first: "succeeded" });
    await checkPromises(db);
  });
});

test("a loser that fails while its race ends does not sink the outcomes beside it", async () => {
  await withSessions(2, async ({ sessions: [ending, losing], blocked, pool }) => {
    if (!ending || !losing) throw new Error("two sessions");
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, race);
    const { fast, slow } = await byKey(pool, await worker.take(pool));
    await worker.complete(pool, { step: fast!, ...ok() });
    const { first } = await byKey(pool, await worker.take(pool));
    await deploy(pool, "other", flow({ only: {} }));
    const other = await start(pool, "other");
    const [only] = await worker.take(pool);

    // The loser's flush waits for the one that ends the run, and finds it over.
    await ending.query("begin");
    await ending.query("select from reflux.runs where id = $1 for no key update", [run]);
    const lost = worker.complete(losing, { step: slow!, ...fails() }, { step: only!, ...ok("kept") });
    await blocked(losing);
    const ended = await worker.complete(ending, { step: first!, ...ok() });
    await ending.query("commit");

    expect(ended.refused).toEqual([]);
    expect((await lost).refused).toEqual([0]);
    expect(await readStep(pool, other, "only")).toMatchObject({ state: "succeeded", output: "kept" });
    expect(await readRun(pool, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(pool);
  });
});
