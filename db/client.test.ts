import { describe, expect, test } from "vitest";
import { connectionOf, createKysely, createPool, createPoolBeside, inTransaction } from "./client.ts";
import { withDb, withEmptyDb } from "./testing/databases.ts";
import { eventually } from "./testing/eventually.ts";
import { startProxy } from "./testing/proxy.ts";

describe("a pool", () => {
  test("names itself to the server", async () => {
    await withEmptyDb(async ({ url }) => {
      const pool = createPool({ connectionString: url, applicationName: "reflux worker 7" });

      const { rows } = await pool.query("select current_setting('application_name') as name");
      await pool.end();

      expect(rows).toEqual([{ name: "reflux worker 7" }]);
    });
  });

  test("reads what others have committed, whatever the database defaults to", async () => {
    await withEmptyDb(async ({ url, pool: owner }) => {
      const name = new URL(url).pathname.slice(1);
      await owner.query(`alter database "${name}" set default_transaction_isolation = 'serializable'`);
      const pool = createPool({ connectionString: url });
      const beside = createPoolBeside(pool, { max: 1, purpose: "test" });

      for (const one of [pool, beside])
        expect((await one.query("show transaction_isolation")).rows).toEqual([
          { transaction_isolation: "read committed" },
        ]);
      await Promise.all([pool.end(), beside.end()]);
    });
  });

  test("ends a statement that runs longer than it may", async () => {
    await withEmptyDb(async ({ url }) => {
      const pool = createPool({ connectionString: url, statementTimeoutMs: 50 });

      await expect(pool.query("select pg_sleep(30)")).rejects.toMatchObject({ code: "57014" });
      await pool.end();
    });
  });

  test("survives the death of its connections, idle and busy, and reports them", async () => {
    await withEmptyDb(async ({ url, pool: other }) => {
      const errors: Error[] = [];
      const pool = createPool({
        connectionString: url,
        applicationName: "victim",
        onError: (e) => errors.push(e),
      });
      const busy = await pool.connect();
      await pool.query("select 1");

      await other.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'",
      );

      await eventually("the pool drops the idle one", () => pool.idleCount === 0);
      await expect(busy.query("select 1")).rejects.toThrow();
      busy.release(true);
      expect(errors.map(({ message }) => message)).toContainEqual(expect.stringMatching(/terminat/));
      await expect(pool.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
      await pool.end();
    });
  });

  test.each([
    ["api", "reflux_api"],
    ["worker", "reflux_worker"],
    ["query", "reflux_query"],
  ] as const)(
    "logs in as the unprivileged %s user with the password the database keeps",
    async (user, role) => {
      await withDb(async ({ url }) => {
        const pool = createPool({ connectionString: url, user });

        const { rows } = await pool.query("select session_user as role");
        const refused = pool.query("select * from reflux_private.logins");

        expect(rows).toEqual([{ role }]);
        await expect(refused).rejects.toMatchObject({ code: "42501" });
        await pool.end();
      });
    },
  );

  test("hands out what it connects with, password included", () => {
    const pool = createPool({ connectionString: "postgresql://me:hidden@host/x" });

    expect(connectionOf(pool)).toMatchObject({ user: "me", password: "hidden", host: "host", database: "x" });
  });
});

describe("a transaction", () => {
  test("commits what its work did and returns its result", async () => {
    await withEmptyDb(async ({ pool }) => {
      const result = await inTransaction(pool, async (client) => {
        await client.query("create table t (id int)");
        return 7;
      });

      expect(result).toBe(7);
      await expect(pool.query("select * from t")).resolves.toMatchObject({ rowCount: 0 });
    });
  });

  test("is rolled back when its work throws, and its connection goes back to the pool", async () => {
    await withEmptyDb(async ({ pool }) => {
      const failing = inTransaction(pool, async (client) => {
        await client.query("create table t (id int)");
        throw new Error("no");
      });

      await expect(failing).rejects.toThrow("no");
      await expect(pool.query("select * from t")).rejects.toMatchObject({ code: "42P01" });
      expect(pool.idleCount).toBe(pool.totalCount);
    });
  });

  test("throws what its work threw when the connection breaks in the middle", async () => {
    await withEmptyDb(async ({ url }) => {
      await using proxy = await startProxy(url);
      const pool = createPool({ connectionString: proxy.url });

      const failing = inTransaction(pool, async (client) => {
        await client.query("select 1");
        proxy.cut();
        await client.query("select 2");
      });

      await expect(failing).rejects.toThrow(/Connection terminated|ECONNRESET/);
      await expect(pool.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
      await pool.end();
    });
  });
});

test("Kysely runs on the pool", async () => {
  await withDb(async ({ url }) => {
    const kysely = createKysely(createPool({ connectionString: url }));

    const roles = await kysely.selectFrom("reflux_private.logins").select("role").orderBy("role").execute();
    await kysely.destroy();

    expect(roles).toEqual([{ role: "reflux_api" }, { role: "reflux_query" }, { role: "reflux_worker" }]);
  });
});
