import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { chain, type Db, expire, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

/** What is said about a worker by everything that counts or names workers. */
async function said(db: Db, run: string) {
  return await one<Record<string, unknown>>(
    db,
    `select (select bool_or(alive) from reflux.worker_health) as worker_health,
      (select workers::int from reflux.node_health where node = 'test.work@1') as node_health,
      (select workers from reflux.health()) as health,
      (select workers from reflux_private.readiness()) as readiness,
      (select value::int from reflux_private.engine_metrics() where name = 'workers') as metrics,
      (select count(*)::int from reflux_private.live_workers) as live_workers,
      (select string_agg(problem, ',') from reflux.stuck_steps where run_id = $1) as stuck,
      (select string_agg(reason, ',') from reflux.why($1)) as why,
      (select string_agg(hint, ',') from reflux.why($1)) as hint`,
    [run],
  );
}

test.for(["ready", "running"])(
  "a worker that died without a word is alive to nobody, though no sweeper has noticed; its step is %s",
  async (state) => {
    await withDb(async ({ pool }) => {
      const worker = await Worker.register(pool);
      const run = await startFlow(pool, chain("a"));
      if (state === "running") await worker.take(pool);
      expect(await said(pool, run)).toMatchObject({
        worker_health: true,
        node_health: 1,
        health: 1,
        readiness: 1,
        metrics: 1,
        live_workers: 1,
        stuck: null,
      });

      await expire(pool, worker.id);

      expect(await one(pool, "select lost_at from reflux.workers")).toEqual({ lost_at: null });
      expect(await said(pool, run)).toMatchObject({
        worker_health: false,
        node_health: 0,
        health: 0,
        readiness: 0,
        metrics: 0,
        stuck: state === "ready" ? "no live worker can run its node" : "its worker lost its lease",
        why: expect.stringMatching(state === "ready" ? /^no live worker can run/ : /which is gone/),
        hint: expect.stringContaining("start a worker"),
      });
    });
  },
);

test("a worker that is deaf to the queue runs nothing, and why and stuck_steps say so", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await db.query(
      "update reflux.workers set seen_at = clock_timestamp(), heard_at = clock_timestamp() - interval '1 minute'",
    );

    expect(await said(db, run)).toMatchObject({
      stuck: "no worker that can run its node hears the queue",
      why: "1 live worker(s) can run it, and none hears the queue",
    });
  });
});

/** Here it is not asked who lives, but who has been said to be gone. */
const elsewhere = /\b(sweep|ring_overdue|renew_worker)\.sql$/;

test("wherever SQL asks whether a worker is lost, it asks for its lease too", () => {
  const folders = ["functions/reflux", "functions/reflux_private", "views", "debug"];
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sql"))
      .map((name) => [name, new URL(`../../${folder}/${name}`, import.meta.url)] as const),
  );
  const believing = files.filter(([name, url]) => {
    const uses = readFileSync(url, "utf8").match(/lost_at is null(?![^;]{0,60}lease_until)/g) ?? [];
    return uses.length > 0 && !elsewhere.test(name);
  });
  expect(files.length).toBeGreaterThan(150);
  expect(believing.map(([name]) => name)).toEqual([]);
});
