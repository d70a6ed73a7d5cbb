import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { attempts, type Db, expire, flow, one, startFlow, sweep } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

async function losses(db: Db, run: string): Promise<number> {
  return (await one<{ losses: number }>(db, "select losses from reflux.steps where run_id = $1", [run]))
    .losses;
}

/** A run of one step, held by a worker of its own, among so many others. */
async function held(db: Db, others: number) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, flow({ only: {} }));
  await worker.take(db);
  const rest = [];
  for (let n = 0; n < others; n += 1) rest.push(await Worker.register(db));
  return { worker, run, rest };
}

const again = "select id from reflux_private.register_worker('test', '[]', 1, $1)";

test("one worker of many that dies costs its step a loss", async () => {
  await withTx(async (db) => {
    const { worker, run } = await held(db, 2);

    await expire(db, worker.id);
    await sweep(db);

    expect(await losses(db, run)).toBe(1);
    expect(await attempts(db, run, "only")).toEqual(["lost"]);
    await checkPromises(db);
  });
});

test("when most workers are lost at once, no step is charged", async () => {
  await withTx(async (db) => {
    const { worker, run, rest } = await held(db, 2);

    for (let outage = 0; outage < 6; outage += 1) {
      await expire(db, worker.id);
      await expire(db, rest[0]!.id);
      await sweep(db);
    }

    expect(await losses(db, run)).toBe(0);
    expect(await attempts(db, run, "only")).toEqual(["lost"]);
    await checkPromises(db);
  });
});

test.each(["before", "after"])(
  "a worker that comes back from an outage %s it was given up excuses its steps",
  async (when) => {
    await withTx(async (db) => {
      const { worker, run } = await held(db, 0);
      await expire(db, worker.id);

      if (when === "after") await sweep(db);
      await db.query(again, [worker.id]);
      await sweep(db);
      await db.query(again, [worker.id]);

      expect(await losses(db, run)).toBe(0);
      await checkPromises(db);
    });
  },
);

test("a step that was in quarantine for outages is rung for as others are", async () => {
  await withTx(async (db) => {
    const { worker, run } = await held(db, 0);
    await db.query("update reflux.settings set losses_before_quarantine = 1");
    await expire(db, worker.id);
    await sweep(db);
    const next = await Worker.register(db);
    expect(await next.hear(db)).toEqual([[1, 0, "", true]].map(([, ...place]) => [Number(run), ...place]));

    await db.query(again, [worker.id]);
    const [step] = await next.take(db);

    expect(step).toMatchObject({ run_id: run, attempt: 2 });
    await next.complete(db, { step: step!, ...ok() });
    await checkPromises(db);
  });
});
