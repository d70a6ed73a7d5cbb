import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, deploy, flow, one, refusal } from "../kit.ts";
import { Worker } from "../worker.ts";

const watching = (when: string, config: Record<string, unknown> = {}) =>
  flow({ change: { node: "table.change", config: { table: "orders", when, ...config } }, a: {} }, [
    "change -> a",
  ]);

async function prepare(db: Db): Promise<void> {
  await Worker.register(db);
  await db.query(
    'create table public.orders (id int primary key, total numeric, note text, placed timestamptz, "Odd Name" int)',
  );
  await db.query("grant select, trigger on public.orders to reflux_query");
}

/** Which rows started a run, as operation and id. */
async function counted(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    "select input ->> 'operation' || ' ' || coalesce(input #>> '{new,id}', input #>> '{old,id}') as what from reflux.runs order by id",
  );
  return rows.map(({ what }) => what);
}

const conditions: readonly (readonly [string, ...string[]])[] = [
  ["new.total > 100", "insert 2", "update 1"],
  ["new.total > 100 and old.total is distinct from new.total", "insert 2", "update 1"],
  ["old.total < 100 and new.total >= 100", "update 1"],
  ["lower(coalesce(old.note, '')) = 'it''s (x) -- /* no comment'", "update 1"],
  ["new.id in (2, 3) or old.id in (2)", "insert 2", "delete 2"],
  ["new.placed > '2026-01-01'", "insert 1", "insert 2", "update 1"],
  ["new.placed > now() - interval '1 day'", "insert 1", "insert 2", "update 1"],
  ['NEW."Odd Name" = 7', "insert 1", "update 1"],
  ["case when new.note ~~ 'It%' then true end", "insert 1", "update 1"],
  ["new.total > null"],
];

test.for(conditions)("%s", async ([when, ...held]) => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching(when));

    await db.query(
      "insert into orders values (1, 10, 'It''s (x) -- /* no comment', now(), 7), (2, 200, null, now(), null)",
    );
    await db.query("update orders set total = 150 where id = 1");
    await db.query("delete from orders where id = 2");

    expect(await counted(db)).toEqual(held);
    await checkPromises(db);
  });
});

test("columns and when are both asked", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query("insert into orders values (1, 10)");
    await deploy(db, "flow", watching("new.total > 100", { operations: ["update"], columns: ["note"] }));

    await db.query("update orders set total = 150");
    await db.query("update orders set note = 'x'");
    await db.query("update orders set note = 'y', total = 1");

    expect(await counted(db)).toEqual(["update 1"]);
  });
});

test("a row on which the condition fails starts nothing; the write stands, and so do the runs of the rows beside it", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching("1000 / new.total > 10"));

    await db.query("insert into orders select n, n % 10 from generate_series(1, 40) n");

    expect(await one(db, "select count(*)::int as n from orders")).toEqual({ n: 40 });
    expect(await counted(db)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1)
        .filter((id) => id % 10 !== 0)
        .map((id) => `insert ${id}`),
    );
  });
});

test("a table that lost the column its condition reads can be written still", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching("new.total > 100"));

    await db.query("alter table orders drop column total");
    await db.query("insert into orders (id) values (1), (2)");

    expect(await counted(db)).toEqual([]);
  });
});

test("a condition from before it was checked is not run", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching("new.total > 100"));
    await db.query(
      `update reflux.table_triggers set config = config || '{"when": "set_config(''reflux.ran'', ''yes'', false) is null"}'`,
    );

    await db.query("insert into orders values (1, 200)");

    expect(await counted(db)).toEqual([]);
    expect(await one(db, "select current_setting('reflux.ran', true) as ran")).toEqual({ ran: null });
  });
});

test("a condition is not looked at where its step is off, or is none at all", async () => {
  await withTx(async (db) => {
    await prepare(db);
    const off = flow({
      change: { node: "table.change", config: { table: "nowhere", when: "nonsense" }, disabled: true },
    });
    const odd = flow({ change: { node: "table.change", config: { table: { a: 1 }, when: 7 } } });

    for (const document of [off, odd]) {
      expect(await one(db, "select reflux.check_flow($1) as problems", [JSON.stringify(document)])).toEqual({
        problems: [],
      });
    }
  });
});

test.for([
  ["a column that is not there", "new.nope > 1"],
  ["no condition", "new.total"],
  ["nothing", " "],
  ["half a condition", "new.total >"],
  ["a type that does not compare", "new.total > 'many'"],
  ["a subquery", "exists (select from reflux_private.logins)"],
  ["another statement", "true); drop table public.orders; select (true"],
  ["a comment", "true /* new.total */"],
  ["a comment at its end", "new.total > 1 -- enough"],
  ["the rest commented out", "true) from reflux.runs --"],
  ["a function with effects", "pg_sleep(10) is null"],
  ["a function of another schema", "public.evil(new.id)"],
  ["a column that is a function", "new.evil(1)"],
  ["a cast", "new.total::public.evil is null"],
  ["a cast in words", "cast(new.total as text) = ''"],
  ["a value of a type of the writer's", "public.evil '1' is null"],
  ["a word that would be a type before a text", "(ilike 'x') is null"],
  ["is as a type", "(is 'x') is null"],
  ["a function that would be a type before a text", "lower 'x' = 'x'"],
  ["a type with a modifier before a text", "lower(1) 'x' = 'x'"],
  ["an escape, which a writer's setting could read otherwise", "new.note = '\\' or true --'"],
  ["a text with escapes", "new.note = E'\\x41'"],
  ["a dollar quote", "new.note = $$x$$"],
  ["a parameter", "new.id = $1"],
  ["the whole row", "new is null"],
  ["another name", "r.input is null"],
  ["a named operator", "new.id operator(public.=) 1"],
  ["an expression of a flow", "{{ input.new.total > 1 }}"],
] as const)("%s is refused when it is deployed", async ([, when]) => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query("create domain public.evil as text");

    const listed = await one(db, "select reflux.check_flow($1) as problems", [
      JSON.stringify(watching(when)),
    ]);
    const { code, detail } = await refusal(db, () => deploy(db, "flow", watching(when)));

    expect(listed.problems).toEqual([
      {
        path: "steps.change.config.when",
        code: "RFV22",
        message: expect.stringMatching(/^is no condition over new and old: /),
        hint: expect.stringContaining("new.column"),
      },
    ]);
    expect({ code, detail }).toEqual({ code: "RFV01", detail: listed });
    expect(await one(db, "select count(*)::int as flows from reflux.flows")).toEqual({ flows: 0 });
  });
});
