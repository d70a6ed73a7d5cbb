import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one } from "../kit.ts";
import { Worker } from "../worker.ts";

const watching = (config: Record<string, unknown> = {}, more: readonly string[] = []) =>
  flow(
    {
      change: { node: "table.change", config: { table: "orders", ...config } },
      a: {},
      ...Object.fromEntries(more.map((key) => [key, {}])),
    },
    ["change -> a", ...more.map((key) => `a -> ${key}`)],
  );

async function prepare(db: Db): Promise<void> {
  await Worker.register(db);
  await db.query("create table public.orders (id int primary key, total int)");
  await db.query("grant select, trigger on public.orders to reflux_query");
  await deploy(db, "flow", watching());
}

async function triggers(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    "select oid || ' ' || tgname as name from pg_trigger where tgname like 'reflux\\_%' and tgrelid = 'public.orders'::regclass order by 1",
  );
  return rows.map(({ name }) => name);
}
const runs = async (db: Db) => (await one<{ n: number }>(db, "select count(*)::int as n from reflux.runs")).n;

test("another version of a flow that watches the same leaves the table alone, even while it is locked", async () => {
  await withDb(async ({ pool, connect }) => {
    await prepare(pool);
    const before = await triggers(pool);
    const reader = await connect();
    await reader.query("begin");
    await reader.query("lock table public.orders in access exclusive mode");

    await deploy(pool, "flow", watching({}, ["b"]));
    await deploy(pool, "flow", watching({ when: "new.total > 5" }, ["b"]));
    await reader.query("commit");

    expect(await triggers(pool)).toEqual(before);
    await pool.query("insert into public.orders values (1, 1), (2, 10)");
    expect(await runs(pool)).toBe(1);
  });
});

test("a flow that watches no more does so at once, and the table is cleared when nobody is at it", async () => {
  await withDb(async ({ pool, connect }) => {
    await prepare(pool);
    const reader = await connect();
    await reader.query("begin");
    await reader.query("select * from public.orders");

    await deploy(pool, "flow", watching({ operations: ["insert"] }));
    expect(await triggers(pool)).toHaveLength(3);
    await pool.query("insert into public.orders values (1, 1)");
    await pool.query("update public.orders set total = 2");
    expect(await runs(pool)).toBe(1);
    await pool.query("select reflux.archive_flow('flow')");
    await pool.query("insert into public.orders values (2, 1)");
    expect(await runs(pool)).toBe(1);
    await reader.query("commit");

    expect(await one(pool, "select reflux_private.drop_stale_watches() as n")).toEqual({ n: 3 });
    expect(await triggers(pool)).toEqual([]);
  });
});

test("a table that was dropped and made anew is seen to start no run, and is watched again by the next version", async () => {
  await withDb(async ({ pool }) => {
    await prepare(pool);
    await pool.query("drop table public.orders");
    const unwatched = async () =>
      await one(
        pool,
        "select count(*)::int as all, count(watched)::int as tables from reflux_private.watches where not is_there",
      );
    expect(await unwatched()).toEqual({ all: 3, tables: 0 });
    await pool.query("create table public.orders (id int primary key, total int)");
    await pool.query("grant select, trigger on public.orders to reflux_query");
    expect(await unwatched()).toEqual({ all: 3, tables: 3 });

    await deploy(pool, "flow", watching({}, ["b"]));

    expect(await unwatched()).toEqual({ all: 0, tables: 0 });
    await pool.query("insert into public.orders values (1, 1)");
    expect(await runs(pool)).toBe(1);
  });
});
