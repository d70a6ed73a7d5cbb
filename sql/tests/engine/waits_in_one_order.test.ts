import type pg from "pg";
import { expect, test } from "vitest";
import { checkPromises } from "#db/testing/promises.ts";
import { type Sessions, withSessions } from "#db/testing/sessions.ts";
import { type Db, deploy, expire, flow, idxOf, passTime, start, startFlow, sweep } from "../kit.ts";
import { type Leased, ok, Worker } from "../worker.ts";

/** Two sessions of the engine, and one that holds up whoever comes to a row, so that they meet where the test wants it. */
type Meeting = Sessions & {
  readonly one: pg.Client;
  readonly other: pg.Client;
  readonly holdStep: (run: string, key: string) => Promise<void>;
  readonly letGo: () => Promise<void>;
};

async function meeting(work: (tools: Meeting) => Promise<void>): Promise<void> {
  await withSessions(3, async (tools) => {
    const [first, other, holder] = tools.sessions;
    await work({
      ...tools,
      one: first!,
      other: other!,
      holdStep: async (run, key) => {
        const idx = await idxOf(tools.pool, run, key);
        await holder!.query("begin");
        await holder!.query("select from reflux.steps where run_id = $1 and idx = $2 for update", [run, idx]);
      },
      letGo: async () => {
        await holder!.query("commit");
      },
    });
    await checkPromises(tools.pool);
  });
}

test("two flushes that skip what leads to joins of one run", async () => {
  await meeting(async ({ one: session, other, pool, holdStep, letGo, blocked }) => {
    const worker = await Worker.register(pool);
    const choose = { node: "test.branch" };
    const edges = ["root -> s", "root -> y", "root -> z", "root -> j1"];
    edges.push("s.left -> j9", "s.right -> k", "k -> j1", "k -> j5");
    edges.push("y.left -> j5", "y.right -> m", "m -> j9", "z -> j1", "z -> j5", "z -> j9");
    const run = await startFlow(
      pool,
      flow({ root: {}, s: choose, y: choose, z: {}, k: {}, m: {}, j1: {}, j5: {}, j9: {} }, edges),
    );
    const [root] = await worker.take(pool);
    await worker.complete(pool, { step: root!, ...ok() });
    const s = await take(pool, worker, run, "s");
    const y = await take(pool, worker, run, "y");

    await holdStep(run, "j1");
    const ones = worker.complete(session, { step: s, ...ok(null, ["left"]) });
    await blocked(session);
    const others = worker.complete(other, { step: y, ...ok(null, ["left"]) });
    await blocked(other);
    await letGo();

    expect(await Promise.all([ones, others])).toMatchObject([{ refused: [] }, { refused: [] }]);
    await worker.drive(pool);
  });
});

test("two workers whose doorbells name the same steps the other way round", async () => {
  await meeting(async ({ one: session, other, pool, holdStep, letGo, blocked }) => {
    const workers = [await Worker.register(pool), await Worker.register(pool)] as const;
    await deploy(pool, "flow", flow({ a: {} }));
    const [first, second] = [await start(pool, "flow"), await start(pool, "flow")];

    await holdStep(second, "a");
    const others = workers[1].take(other, [
      [second, 0, ""],
      [first, 0, ""],
    ]);
    await blocked(other);
    const ones = workers[0].take(session, [
      [first, 0, ""],
      [second, 0, ""],
    ]);
    await blocked(session);
    await letGo();

    expect((await Promise.all([ones, others])).flat()).toHaveLength(2);
  });
});

test("a flush of a worker that loses its lease meanwhile, and the sweep that takes its steps back", async () => {
  await meeting(async ({ one: session, other, pool, holdStep, letGo, blocked }) => {
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", flow({ a: {} }));
    const runs = [await start(pool, "flow"), await start(pool, "flow"), await start(pool, "flow")];
    const [low, middle, high] = await worker.take(
      pool,
      runs.map((run) => [run, 0, ""] as const),
    );

    await holdStep(runs[2]!, "a");
    const flush = worker.complete(session, ...[middle!, high!, low!].map((step) => ({ step, ...ok() })));
    await blocked(session);
    await expire(pool, worker.id);
    const swept = sweep(other);
    await blocked(other);
    await letGo();

    expect(await flush).toMatchObject({ refused: [] });
    expect(await swept).toMatchObject({ returned_steps: 0 });
  });
});

test("a flush into the joins of two runs, and a sweep that fails a step of the one and wakes a step of the other", async () => {
  await meeting(async ({ one: session, other, pool, holdStep, letGo, blocked }) => {
    const worker = await Worker.register(pool);
    await deploy(
      pool,
      "flow",
      flow({ root: {}, a: {}, b: {}, j: {} }, ["root -> a", "root -> b", "a -> j", "b -> j", "root -> j"]),
    );
    const [early, late] = [await start(pool, "flow"), await start(pool, "flow")];
    const roots = await worker.take(pool);
    await worker.complete(pool, ...roots.map((step) => ({ step, ...ok() })));
    const victim = await Worker.register(pool);
    await take(pool, victim, late, "a");
    await pool.query(
      "update reflux.steps s set losses = e.losses_before_failure - 1 from reflux.settings e where s.worker_id = $1",
      [victim.id],
    );
    await worker.complete(pool, {
      step: await take(pool, worker, early, "a"),
      kind: "sleep_until",
      wake_at: "2000-01-01",
    });
    await passTime(pool);
    const done = [await take(pool, worker, early, "b"), await take(pool, worker, late, "b")];
    await expire(pool, victim.id);

    await holdStep(late, "j");
    const swept = sweep(other);
    await blocked(other);
    const flush = worker.complete(session, ...done.map((step) => ({ step, ...ok() })));
    await blocked(session);
    await letGo();

    expect(await swept).toMatchObject({ lost_workers: 1, returned_steps: 1 });
    expect(await flush).toMatchObject({ refused: [] });
  });
});

async function take(db: Db, worker: Worker, run: string, key: string): Promise<Leased> {
  const [step] = await worker.take(db, [[run, await idxOf(db, run, key), ""]]);
  if (!step) throw new Error(`${key} of run ${run} is not to be had`);
  return step;
}
