import { describe, expect, test } from "vitest";
import { createPool } from "../client.ts";
import { withDb, withEmptyDb, withTx } from "./databases.ts";
import { eventually } from "./eventually.ts";
import { startProxy } from "./proxy.ts";
import { startTestServer } from "./server.ts";
import { barrier, withSessions } from "./sessions.ts";

describe("withTx", () => {
  test("shows nothing of one test to the next", async () => {
    await withTx(async (client) => {
      await client.query("create table reflux.left_over (id int)");
    });
    await withTx(async (client) => {
      const { rows } = await client.query("select to_regclass('reflux.left_over') as found");
      expect(rows).toEqual([{ found: null }]);
    });
  });
});

describe("withDb", () => {
  test("gives each test a database of its own, with the schema", async () => {
    const names = await Promise.all(
      [1, 2].map(() =>
        withDb(async ({ pool }) => {
          const { rows } = await pool.query(
            "select current_database() as name, to_regclass('reflux.runs') is not null as migrated",
          );
          expect(rows[0].migrated).toBe(true);
          return rows[0].name;
        }),
      ),
    );

    expect(new Set(names).size).toBe(2);
    await withEmptyDb(async ({ pool }) => {
      const { rows } = await pool.query("select from pg_database where datname = any ($1)", [names]);
      expect(rows).toEqual([]);
    });
  });

  test("fails a test that leaves a connection open, and says which", async () => {
    let leak: ReturnType<typeof createPool> | undefined;

    const leaking = withEmptyDb(async ({ url }) => {
      leak = createPool({ connectionString: url, applicationName: "the leak" });
      await leak.query("select 'forgotten'");
    });

    await expect(leaking).rejects.toThrow(/left connections open:\nthe leak: select 'forgotten'/);
    await leak?.end();
  });

  test("reports the failure of the test, not that of the cleaning up", async () => {
    const failing = withEmptyDb(async ({ connect }) => {
      await connect();
      throw new Error("the assertion");
    });

    await expect(failing).rejects.toThrow("the assertion");
  });
});

describe("withSessions", () => {
  test("lets a test wait until one session waits for another", async () => {
    await withSessions(2, async ({ sessions: [first, second], blocked, pool }) => {
      if (!first || !second) throw new Error("two sessions");
      await pool.query("create table reflux.one_row as select 1 as id");
      await first.query("begin; select * from reflux.one_row for update");

      const waiting = second.query("delete from reflux.one_row");
      await blocked(second);
      await first.query("update reflux.one_row set id = 2; commit");

      await expect(waiting).resolves.toMatchObject({ rowCount: 1 });
    });
  });

  test("a barrier holds everybody until the last has come", async () => {
    const arrive = barrier(2);
    const order: string[] = [];

    const first = arrive().then(() => order.push("first goes on"));
    order.push("second comes");
    await arrive();
    await first;

    expect(order).toEqual(["second comes", "first goes on"]);
  });
});

describe("eventually", () => {
  test("fails with its last reason when the deadline passes", async () => {
    const never = eventually("pigs fly", () => Promise.reject(new Error("no wings")), { withinMs: 20 });

    await expect(never).rejects.toMatchObject({
      message: "not within 20 ms: pigs fly",
      cause: expect.objectContaining({ message: "no wings" }),
    });
  });
});

describe("a proxy", () => {
  test("can lose the reply to a statement that was committed", async () => {
    await withEmptyDb(async ({ url, pool: direct }) => {
      await direct.query("create table t (id int)");
      await using proxy = await startProxy(url);
      const pool = createPool({ connectionString: proxy.url });
      await pool.query("insert into t values (1)");

      proxy.loseReplyTo("values (2)");
      const unanswered = pool.query("insert into t values (2)");

      await expect(unanswered).rejects.toThrow(/Connection terminated/);
      await expect(direct.query("select id from t order by id")).resolves.toMatchObject({
        rows: [{ id: 1 }, { id: 2 }],
      });
      await expect(pool.query("insert into t values (3)")).resolves.toMatchObject({ rowCount: 1 });
      await pool.end();
    });
  });
});

describe("a test server", () => {
  test("keeps its connection string and its data through stop, start, restart and kill", async () => {
    await using server = await startTestServer();
    const pool = createPool({ connectionString: server.url });
    await pool.query("create table t (id serial, what text)");

    await server.restart("immediate");
    await eventually("the pool is back", () => pool.query("insert into t (what) values ('restarted')"));
    await server.kill();
    // A session that was busy with nothing notices a moment later.
    await eventually("nobody answers", () =>
      pool.query("select 1").then(
        () => false,
        () => true,
      ),
    );
    await server.start();
    await eventually("the pool is back", () => pool.query("insert into t (what) values ('killed')"));

    const { rows } = await pool.query("select what from t order by id");
    expect(rows).toEqual([{ what: "restarted" }, { what: "killed" }]);
    await pool.end();
  });
});
