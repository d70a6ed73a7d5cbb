import type pg from "pg";
import { expect, test } from "vitest";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, flow, one, startFlow } from "../kit.ts";
import { fakeNodes, ok, Worker } from "../worker.ts";

/** A step's SQL and its completion in one transaction, as the worker has them. */
async function write(pool: Db, session: pg.ClientBase, sql: string): Promise<string> {
  const worker = await Worker.register(pool, [...fakeNodes, { id: "postgres.query" }]);
  const run = await startFlow(pool, flow({ write: { node: "test.work" } }));
  const [step] = await worker.take(pool);
  await session.query("begin");
  await session.query(sql);
  await worker.complete(session, { step: step!, ...ok() });
  await session.query("commit");
  return run;
}

const tables = `create table public.orders (id int primary key, note text, day date);
  create table public."a ""b'; drop table x" (k text primary key);
  create table public.parts (id int, at int, primary key (id, at)) partition by list (at);
  create table public.parts_1 partition of public.parts for values in (1);
  create view public.seen as select * from public.orders;
  create table public.hidden (id int primary key);
  grant select on all tables in schema public to reflux_viewer;
  revoke select on public.hidden from reflux_viewer;`;

const who = async (db: Db, table: string, key: unknown) =>
  (await db.query("select run_id, step, attempt from reflux.who_wrote($1, $2)", [table, JSON.stringify(key)]))
    .rows;

test("a row tells which step wrote it, as it stands now; one that a person wrote tells nothing", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(tables);
    const [session] = sessions;
    const first = await write(pool, session!, "insert into public.orders values (1, 'new'), (2, null)");
    await pool.query("insert into public.orders values (3)");
    const second = await write(pool, session!, "update public.orders set note = 'paid' where id = 2");

    const by = (run: string) => [{ run_id: run, step: "write", attempt: 1 }];
    expect(await who(pool, "orders", 1)).toEqual(by(first));
    expect(await who(pool, "public.orders", { id: 1, note: "new", day: null })).toEqual(by(first));
    expect(await who(pool, '"public"."orders"', "2")).toEqual(by(second));
    expect(await who(pool, "orders", 3)).toEqual([]);
    expect(await who(pool, "orders", 4)).toEqual([]);
    expect(
      (await pool.query("select table_name, looked, key, step from reflux.writes_of($1)", [first])).rows,
    ).toEqual([{ table_name: "public.orders", looked: true, key: { id: "1" }, step: "write" }]);
    expect((await pool.query("select key from reflux.writes_of($1)", [second])).rows).toEqual([
      { key: { id: "2" } },
    ]);
  });
});

test("what a person writes beside a signal is not the step's", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(tables);
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, flow({ a: { node: "test.wait" } }));
    const [step] = await worker.take(pool);
    await worker.complete(pool, { step: step!, kind: "wait_for_signal" });
    const [session] = sessions;
    await session!.query("begin");
    await session!.query("insert into public.orders values (1)");
    await session!.query("select reflux.signal_step($1, 'a')", [run]);
    await session!.query("commit");

    expect(await who(pool, "orders", 1)).toEqual([]);
    expect((await pool.query("select from reflux.writes_of($1)", [run])).rows).toEqual([]);
  });
});

test("names and keys are taken as they are, partitions found, and keys of two columns printed", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(tables);
    const [session] = sessions;
    const odd = await write(
      pool,
      session!,
      `insert into public."a ""b'; drop table x" values ('x'' or true --')`,
    );
    const parted = await write(pool, session!, "insert into public.parts values (7, 1)");

    expect(await who(pool, `"a ""b'; drop table x"`, "x' or true --")).toMatchObject([{ run_id: odd }]);
    expect(await who(pool, `"a ""b'; drop table x"`, "' or true --")).toEqual([]);
    expect(await who(pool, "parts", { id: 7, at: 1 })).toMatchObject([{ run_id: parted }]);
    expect(
      (await pool.query("select table_name, key from reflux.writes_of($1) order by 1", [parted])).rows,
    ).toEqual([
      { table_name: "public.parts", key: { id: "7", at: "1" } },
      { table_name: "public.parts_1", key: { id: "7", at: "1" } },
    ]);
  });
});

test.for([
  ["a view", "seen", 1],
  ["a table that is not there", "nothing", 1],
  ["a table that the caller may not read", "hidden", 1],
  ["a table of ours", "reflux.runs", 1],
  ["a table of the server", "pg_catalog.pg_class", { relname: "x" }],
  ["no name", "a b; select 1", 1],
  ["a name of too many parts", "a.b.c.d", 1],
  ["a column that is not there", "orders", { "id = 1 or true --": 1 }],
  ["a value that does not fit", "orders", { id: "seven" }],
  ["a key of nothing", "orders", {}],
  ["a key that is a list", "orders", [1]],
  ["one value for two columns", "parts", 7],
] as const)("%s is refused", async ([, table, key]) => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(tables);
    const [viewer] = sessions;
    await viewer!.query("set role reflux_viewer");

    await expect(who(viewer!, table, key)).rejects.toMatchObject({ code: "RFV06" });
  });
});

test("a viewer of other flows is told nothing of the step, nor of tables that are hidden from them", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(tables);
    const [session] = sessions;
    const run = await write(
      pool,
      session!,
      "with o as (insert into public.orders values (1)) insert into public.hidden values (1)",
    );
    await session!.query("set role reflux_viewer");
    await session!.query("set reflux.flows = '*'");
    expect(await who(session!, "orders", 1)).toMatchObject([{ run_id: run }]);
    expect((await session!.query("select table_name from reflux.writes_of($1)", [run])).rows).toEqual([
      { table_name: "public.orders" },
    ]);

    await session!.query("set reflux.flows = '999999'");
    expect(await who(session!, "orders", 1)).toEqual([]);
    await expect(session!.query("select from reflux.writes_of($1)", [run])).rejects.toMatchObject({
      code: "RFN02",
    });
  });
});

test("nothing of others runs with the rights of who asks what a run wrote", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    await pool.query(`${tables}
      create table public.trap (id int primary key);
      create function public.spring() returns boolean language plpgsql as $$ begin raise 'sprung'; end $$;
      alter table public.trap enable row level security;
      create policy trap on public.trap using (public.spring());
      alter table public.trap force row level security;
      create type public.kind as enum ('a');
      create function public.as_text(public.kind) returns text language plpgsql as $$ begin raise 'sprung'; end $$;
      create cast (public.kind as text) with function public.as_text(public.kind) as implicit;
      create table public.kinds (kind public.kind primary key);`);
    const run = await write(pool, sessions[0]!, "insert into public.kinds values ('a')");

    const { rows } = await pool.query("select table_name, looked, key from reflux.writes_of($1) order by 1", [
      run,
    ]);

    expect(rows).toEqual([
      { table_name: "public.kinds", looked: true, key: { kind: "a" } },
      { table_name: "public.trap", looked: false, key: null },
    ]);
  });
});

test("a run that is not there is refused, and one without SQL wrote nothing", async () => {
  await withSessions(0, async ({ pool }) => {
    await expect(pool.query("select from reflux.writes_of(77)")).rejects.toMatchObject({ code: "RFN02" });
    const run = await startFlow(pool, (await Worker.register(pool), chain("a")));
    expect((await pool.query("select from reflux.writes_of($1)", [run])).rows).toEqual([]);
    expect(await one(pool, "select count(*)::int as n from reflux.attempts")).toEqual({ n: 0 });
  });
});
