import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { flow, one, startFlow } from "../kit.ts";
import { fails, Worker } from "../worker.ts";

/** A fan of steps that all failed, in tables that Postgres believes to be empty. */
test("re-driving a wide run reads its steps by key, whatever the statistics say", async () => {
  await withDb(async ({ pool, connect }) => {
    const worker = await Worker.register(pool, undefined, 1_000);
    const keys = Array.from({ length: 200 }, (_, n) => `s${n}`);
    await pool.query("alter table reflux.steps set (autovacuum_enabled = off)");
    await pool.query("alter table reflux.graph_steps set (autovacuum_enabled = off)");
    await pool.query("analyze reflux.steps, reflux.graph_steps, reflux.runs");
    const run = await startFlow(
      pool,
      flow(
        { root: {}, ...Object.fromEntries(keys.map((key) => [key, { retry: { max: 1 } }])) },
        keys.map((key) => `root -> ${key}`),
      ),
    );
    await worker.drive(pool, (key) => (key === "root" ? { kind: "output" } : fails("RFX01", "never")));
    const session = await connect();
    await session.query("begin");
    await session.query("select count(*) from reflux.redrive_run($1)", [run]);

    const { rows } = await session.query<{ name: string; rows: string }>(
      "select relname as name, seq_tup_read as rows from pg_stat_xact_user_tables where schemaname = 'reflux' and relname in ('steps', 'graph_steps', 'runs') order by 1",
    );
    await session.query("rollback");

    expect(rows).toEqual([
      { name: "graph_steps", rows: "0" },
      { name: "runs", rows: "0" },
      { name: "steps", rows: "0" },
    ]);
    expect(await one(pool, "select count(*)::int as n from reflux.steps where state = 'failed'")).toEqual({
      n: 200,
    });
  });
});
