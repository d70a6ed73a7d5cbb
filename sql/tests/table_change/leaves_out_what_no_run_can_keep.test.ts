import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { deploy, flow } from "../kit.ts";
import { Worker } from "../worker.ts";

test("a row that no run can keep does not fail its writer: the column is left out, and named", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await db.query(
      "create table public.orders (id int primary key, total numeric, more jsonb, list numeric[])",
    );
    await db.query("grant select, trigger on public.orders to reflux_query");
    await deploy(
      db,
      "flow",
      flow({ change: { node: "table.change", config: { table: "orders" } }, a: {} }, ["change -> a"]),
    );

    await db.query("insert into orders values (1, 1e131071, '[1e131071]', array[1])");
    await db.query("insert into orders select 2, 'NaN', '{}', array_fill(0e-16383, array[5000])");
    await db.query("update orders set total = 1, more = '{}' where id = 1");
    await db.query("delete from orders where id = 2");

    const { rows } = await db.query("select input from reflux.runs order by id");
    const long = (column: string) => ({ column, code: "RFV23", message: expect.stringContaining("digits") });
    expect(rows.map(({ input }) => input)).toEqual([
      expect.objectContaining({ new: { id: 1, list: [1] }, refused: [long("new.more"), long("new.total")] }),
      expect.objectContaining({ new: { id: 2, total: "NaN", more: {} }, refused: [long("new.list")] }),
      expect.objectContaining({
        new: { id: 1, total: 1, more: {}, list: [1] },
        old: { id: 1, list: [1] },
        refused: [long("old.more"), long("old.total")],
      }),
      expect.objectContaining({ old: { id: 2, total: "NaN", more: {} }, refused: [long("old.list")] }),
    ]);
    await worker.drive(db);
    await checkPromises(db);
  });
});

test("a row that is too large as a whole is refused as a whole, and has its run", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await db.query("create table public.orders (id int primary key, a text, b text)");
    await db.query("grant select, trigger on public.orders to reflux_query");
    await db.query("update reflux.settings set max_payload_bytes = 1500");
    await deploy(db, "flow", flow({ change: { node: "table.change", config: { table: "orders" } } }));

    await db.query("insert into orders values (1, repeat('a', 1000), repeat('b', 1000))");

    const { rows } = await db.query("select input from reflux.runs");
    expect(rows).toEqual([
      {
        input: expect.objectContaining({
          new: null,
          refused: [expect.objectContaining({ column: "*", code: "RFV04" })],
        }),
      },
    ]);
  });
});
