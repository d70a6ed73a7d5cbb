import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

const keep = async (db: Db) =>
  (await one<{ n: number }>(db, "select changed as n from reflux_private.keep_partitions()")).n;
const dayOf = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");

async function partitions(db: Db, table: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1",
    [`reflux.${table}`],
  );
  return rows.map(({ name }) => name);
}

test("today, tomorrow and the day after have one, by the days of UTC, and a second call changes nothing", async () => {
  await withTx(async (db) => {
    await db.query("set local timezone = 'Pacific/Kiritimati'");

    expect(await keep(db)).toBe(12);

    expect(await partitions(db, "attempts")).toEqual([
      ...[0, 1, 2].map((n) => `attempts_${dayOf(n)}`),
      "attempts_rest",
    ]);
    expect(await keep(db)).toBe(0);
  });
});

test("history goes to its day, and no page shows the day as a table of its own", async () => {
  await withTx(async (db) => {
    await keep(db);
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    await worker.drive(db);

    expect(
      await one(
        db,
        "select c.relname as partition from reflux.attempts a join pg_class c on c.oid = a.tableoid",
      ),
    ).toEqual({
      partition: `attempts_${dayOf(0)}`,
    });
    expect(
      await one(db, "select obj_description($1::regclass) as comment", [`reflux.attempts_${dayOf(0)}`]),
    ).toEqual({ comment: expect.stringMatching(/^@behavior -\*\n\n/) });
  });
});

test("days past the time to keep are dropped, with their rows", async () => {
  await withTx(async (db) => {
    const old = dayOf(-40);
    await db.query(
      `create table reflux.attempts_${old} partition of reflux.attempts for values from (current_date - 40) to (current_date - 39)`,
    );

    await keep(db);

    expect(await partitions(db, "attempts")).not.toContain(`attempts_${old}`);
  });
});

test("a day whose rows came before its table stays where they are", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await startFlow(pool, chain("a"));
    await worker.drive(pool);

    await keep(pool);

    expect(await partitions(pool, "attempts")).toEqual([
      `attempts_${dayOf(1)}`,
      `attempts_${dayOf(2)}`,
      "attempts_rest",
    ]);
    expect(await one(pool, "select count(*)::int as n from reflux.attempts")).toEqual({ n: 1 });
  });
});

test("what a backup holds is left undone, and nobody who works waits behind us", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const worker = await Worker.register(pool);
    const [backup] = sessions;
    await backup!.query("begin");
    await backup!.query("select count(*) from reflux.attempts");
    await backup!.query("lock table reflux.attempts, reflux.changes in access share mode");
    const before = performance.now();

    const [house] = await Promise.all([
      one<{ left_undone: number }>(pool, "select * from reflux_private.keep_partitions()"),
      (async () => {
        await startFlow(pool, chain("a"));
        await worker.drive(pool);
      })(),
    ]);

    expect(house.left_undone).toBeGreaterThan(0);
    expect(performance.now() - before).toBeLessThan(5_000);
    await backup!.query("commit");
    expect(await one(pool, "select left_undone from reflux_private.keep_partitions()")).toEqual({
      left_undone: 0,
    });
  });
});

test("a row that is on its way while today's table is made comes to it", async () => {
  await withSessions(2, async ({ pool, sessions, blocked }) => {
    const [keeper, writer] = sessions;
    await keeper!.query("begin");
    await keep(keeper!);
    const written = writer!.query("insert into reflux.changes (runs) values ('{1}')");
    await blocked(writer!);
    await keeper!.query("commit");

    await written;
    expect(await one(pool, "select tableoid::regclass::text as day from reflux.changes")).toEqual({
      day: `changes_${dayOf(0)}`,
    });
  });
});
