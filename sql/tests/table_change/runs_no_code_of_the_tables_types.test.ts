/**
 * The trigger has the rights of the engine's owner, and the types of a watched table may be anybody's. Each test gives a
 * role without rights a table, opens it to flows, and lets the role hang code on the types of its columns: the code writes
 * down as whom it runs.
 */
import { expect, test } from "vitest";
import { withTx as withOwner } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one } from "../kit.ts";
import { Worker } from "../worker.ts";

/** The tests become everybody, as only a superuser can. */
const withTx = (work: Parameters<typeof withOwner>[0]) => withOwner(work, { as: "superuser" });

const watching = (when?: string, columns: readonly string[] = []) =>
  flow({ change: { node: "table.change", config: { table: "orders", columns, ...(when && { when }) } } });

/** A schema of the role's own, and what it notes when its code is run. */
async function prepare(db: Db): Promise<void> {
  await Worker.register(db);
  await db.query(`
    drop role if exists mallory;
    create role mallory;
    grant usage, create on schema public to mallory;
    create table public.caught (who text, what text);
    grant insert on public.caught to public;
    set local role mallory;
    create function public.note(what text) returns boolean language plpgsql as $$
      begin
        insert into public.caught values (current_user, what);
        return true;
      end $$;`);
}

async function open(db: Db, columns: string): Promise<void> {
  await db.query(`
    set local role mallory;
    create table public.orders (id int, ${columns});
    grant select, trigger on public.orders to reflux_query;
    reset role`);
}

async function write(db: Db, ...statements: readonly string[]): Promise<void> {
  await db.query("set local role mallory");
  for (const statement of statements) await db.query(statement);
  await db.query("reset role");
}

async function inputs(db: Db): Promise<unknown[]> {
  const { rows } = await db.query<{ input: { new: unknown; old: unknown } }>(
    "select input from reflux.runs order by id",
  );
  return rows.map(({ input }) => input.new ?? input.old);
}

async function caught(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ who: string }>(
    "select distinct who from public.caught where who <> 'mallory'",
  );
  return rows.map(({ who }) => who);
}

const mood = "create type public.mood as enum ('sad', 'happy')";
const castTo = (type: string, made: string) => `
  create function public.as_${type}(m public.mood) returns ${type} language plpgsql as $$
    begin perform public.note('cast to ${type}'); return ${made}; end $$;
  create cast (public.mood as ${type}) with function public.as_${type}(public.mood) as implicit`;

test("a cast to json of the writer's is not called", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(`${mood}; create type public.pair as (a public.mood, b int)`);
    await open(db, "one public.mood, list public.mood[], pair public.pair");
    await deploy(db, "flow", watching());

    await write(
      db,
      castTo("json", `'"cast"'`),
      "insert into orders values (1, 'happy', '{sad,NULL}', row('sad', 2)), (2, null, null, row(null, null))",
      "update orders set one = 'sad' where id = 2",
      "delete from orders where id = 2",
    );

    expect(await caught(db)).toEqual([]);
    expect(await inputs(db)).toEqual([
      { id: 1, one: "happy", list: ["sad", null], pair: "(sad,2)" },
      { id: 2, one: null, list: null, pair: "(,)" },
      { id: 2, one: "sad", list: null, pair: "(,)" },
      { id: 2, one: "sad", list: null, pair: "(,)" },
    ]);
  });
});

test("the cast is there to be called: whoever owns nothing but the type would be run as the engine's owner", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(`${mood}; ${castTo("json", `'"cast"'`)}; reset role`);

    expect(await one(db, "select to_jsonb('sad'::public.mood) as value")).toEqual({ value: "cast" });
    expect(await caught(db)).not.toEqual([]);
  });
});

test("the condition calls no implicit cast, and no check of a domain", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(`
      ${mood};
      create domain public.amount as numeric check (public.note('domain'));
      create type public.span as range (subtype = int)`);
    await open(db, "one public.mood, total public.amount, totals public.amount[], during public.span");
    await deploy(
      db,
      "flow",
      watching("lower(new.one) = 'happy' and new.total > 9 and new.during is not null"),
    );

    await write(
      db,
      castTo("text", "'happy'"),
      "insert into orders values (1, 'happy', 10, '{1,2}', null), (2, 'happy', 11, '{3}', '[1,5)'), (3, 'sad', 12, null, '[1,5)')",
    );

    expect(await caught(db)).toEqual([]);
    expect(await inputs(db)).toEqual([{ id: 2, one: "happy", total: 11, totals: [3], during: "[1,5)" }]);
  });
});

test("columns may be named like the parts of the query, and hold a %", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await open(db, 'n int, r int, i int, value int, "%s" int, "100%" text, new int');
    await deploy(db, "flow", watching('new."%s" = 4 and new.n = 1', ["100%"]));

    await write(
      db,
      "insert into orders values (0, 1, 2, 3, 9, 4, 'x', 5)",
      `update orders set "100%" = 'y', i = 8`,
    );

    const row = { id: 0, n: 1, r: 2, i: 3, value: 9, "%s": 4, "100%": "x", new: 5 };
    expect(await inputs(db)).toEqual([row, { ...row, i: 8, "100%": "y" }]);
  });
});

test("built-in types, arrays of them and domains over them stay what they are in JSON", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(
      "create domain public.price as numeric(10, 2); create domain public.prices as public.price[]",
    );
    await open(
      db,
      "price public.price, prices public.prices, matrix int[], data jsonb, flag boolean, code char(3), at timestamptz",
    );
    await deploy(db, "flow", watching("new.price >= 1.5 and new.code = 'ab' and new.flag"));

    await write(
      db,
      `insert into orders values (1, 1.5, '{1.25,2}', '{{1,2},{3,4}}', '{"a": [1]}', true, 'ab', '2026-01-01T00:00:00Z')`,
    );

    expect(await inputs(db)).toMatchObject([
      {
        id: 1,
        price: 1.5,
        prices: [1.25, 2],
        matrix: [
          [1, 2],
          [3, 4],
        ],
        data: { a: [1] },
        flag: true,
        code: "ab ",
        at: expect.stringMatching(/^2026-01-01T00:00:00/),
      },
    ]);
  });
});
