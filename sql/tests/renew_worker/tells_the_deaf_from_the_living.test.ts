import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, one } from "../kit.ts";
import { Worker } from "../worker.ts";

const renew = (db: Db, worker: Worker, silence: string) =>
  one<{ now: Date }>(db, "select reflux_private.renew_worker($1, 5, '{}', $2) as now", [worker.id, silence]);
const seen = (db: Db) =>
  one(
    db,
    `select h.workers, h.deaf_workers, r.deaf_workers as told,
       (select bool_or(deaf) from reflux.worker_health) as deaf,
       (select value::int from reflux_private.engine_metrics() where name = 'deaf_workers') as metric
     from reflux.health() h, reflux_private.readiness() r`,
  );

test("a worker that renews and has not heard from the queue for ten seconds is alive, and counted as deaf", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await renew(db, worker, "9 seconds");
    expect(await seen(db)).toEqual({ workers: 1, deaf_workers: 0, told: 0, deaf: false, metric: 0 });

    await renew(db, worker, "11 seconds");
    expect(await seen(db)).toEqual({ workers: 1, deaf_workers: 1, told: 1, deaf: true, metric: 1 });

    await renew(db, worker, "0");
    expect(await seen(db)).toEqual({ workers: 1, deaf_workers: 0, told: 0, deaf: false, metric: 0 });
  });
});

test("one that is gone is not deaf", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await renew(db, worker, "1 minute");
    await worker.stop(db);

    expect(await seen(db)).toEqual({ workers: 0, deaf_workers: 0, told: 0, deaf: false, metric: 0 });
  });
});

test("whoever renews is told the time", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const before = await one<{ now: Date }>(db, "select clock_timestamp() as now");
    const { now } = await renew(db, worker, "0");

    expect(now.getTime()).toBeGreaterThanOrEqual(before.now.getTime());
  });
});
