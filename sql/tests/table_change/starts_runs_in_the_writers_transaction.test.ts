import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, deploy, flow, refusal } from "../kit.ts";
import { Worker } from "../worker.ts";

const watching = (config: Record<string, unknown> = {}, key = "change") =>
  flow({ [key]: { node: "table.change", config: { table: "orders", ...config } }, a: {} }, [`${key} -> a`]);

async function prepare(db: Db): Promise<void> {
  await Worker.register(db);
  await db.query("create table public.orders (id int primary key, total numeric, note text)");
  await db.query("grant select, trigger on public.orders to reflux_query");
}

async function inputs(db: Db): Promise<unknown[]> {
  const { rows } = await db.query<{ input: unknown }>("select input from reflux.runs order by id");
  return rows.map(({ input }) => input);
}

const frame = { schema: "public", table: "orders", new: null, old: null };

test("each inserted, updated or deleted row starts a run with what it was and is", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching());

    await db.query("insert into orders values (1, 10), (2, 20)");
    await db.query("update orders set total = total + 1 where id = 2");
    await db.query("delete from orders where id = 1");

    const row = (id: number, total: number) => ({ id, total, note: null });
    expect(await inputs(db)).toEqual([
      { ...frame, operation: "insert", new: row(1, 10) },
      { ...frame, operation: "insert", new: row(2, 20) },
      { ...frame, operation: "update", old: row(2, 20), new: row(2, 21) },
      { ...frame, operation: "delete", old: row(1, 10) },
    ]);
    await checkPromises(db);
  });
});

test("rows of one update are paired, however many", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query("insert into orders select n, n from generate_series(1, 200) n");
    await deploy(db, "flow", watching());

    await db.query("update orders set total = total * 2");

    for (const input of await inputs(db)) expect(input).toMatchObject({ operation: "update" });
    const { rows } = await db.query(
      "select count(*)::int as n from reflux.runs where input #> '{old,id}' = input #> '{new,id}' and (input #>> '{new,total}')::int = 2 * (input #>> '{old,total}')::int",
    );
    expect(rows).toEqual([{ n: 200 }]);
  });
});

test("a writer that rolls back starts nothing", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching());
    await db.query("savepoint s");
    await db.query("insert into orders values (1)");
    expect(await inputs(db)).toHaveLength(1);

    await db.query("rollback to s");

    expect(await inputs(db)).toEqual([]);
  });
});

test("no column named means any column", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query("insert into orders values (1, 10)");
    await deploy(db, "flow", watching({ columns: [] }));

    await db.query("update orders set note = 'x'");

    expect(await inputs(db)).toHaveLength(1);
  });
});

test("only the operations and columns asked for count", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching({ operations: ["update"], columns: ["total"] }));

    await db.query("insert into orders values (1, 10)");
    await db.query("update orders set note = 'x'");
    await db.query("update orders set total = 11");

    expect(await inputs(db)).toMatchObject([{ operation: "update", new: { total: 11 } }]);
  });
});

test("a statement that touches no row starts nothing", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching());

    await db.query("delete from orders");

    expect(await inputs(db)).toEqual([]);
  });
});

test.for([
  ["disabled", "select reflux.set_flow_enabled('flow', false)"],
  ["archived", "select reflux.archive_flow('flow')"],
] as const)("a flow that is %s lets the write through and starts nothing", async ([, act]) => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching());
    await db.query(act);

    await db.query("insert into orders values (1)");

    expect(await inputs(db)).toEqual([]);
  });
});

test("a version that no longer watches takes its triggers off the table", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching());

    await deploy(db, "flow", flow({ a: {} }));

    const { rows } = await db.query("select tgname from pg_trigger where tgrelid = 'orders'::regclass");
    expect(rows).toEqual([]);
  });
});

test("a step with the longest name watches all three operations", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await deploy(db, "flow", watching({}, "k".repeat(63)));

    await db.query("insert into orders values (1); update orders set total = 1; delete from orders");

    expect(await inputs(db)).toMatchObject([
      { operation: "insert" },
      { operation: "update" },
      { operation: "delete" },
    ]);
  });
});

test.for([
  ["that nobody opened to flows", "create table public.secrets_of_others (id int)", "secrets_of_others"],
  ["that is not there", "select", "nowhere"],
] as const)("a table %s cannot be watched", async ([, before, table]) => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(before);

    const { code, detail } = await refusal(db, () => deploy(db, "flow", watching({ table })));

    expect(code).toBe("RFV01");
    expect(detail).toEqual({
      problems: [
        {
          path: "steps.change.config.table",
          code: "RFP02",
          message: `public.${table} may not be watched`,
          hint: expect.stringContaining(`grant trigger, select on public.${table} to reflux_query`),
        },
      ],
    });
  });
});
