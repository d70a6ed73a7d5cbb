import { rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, inject, test, vi } from "vitest";
import { assertSchema, type MigrateOptions, migrate } from "./migrate.ts";
import { asLogin, type TestDb, withDb, withEmptyDb } from "./testing/databases.ts";
import { eventually } from "./testing/eventually.ts";
import { administer, databaseUrlOf } from "./testing/global-setup.ts";
import { sqlFolder, writeFiles } from "./testing/sql-folder.ts";

const things = {
  "migrations/0001_things.sql": "create schema app; create table app.things (id int primary key, note text);",
  "functions/app/count_things.sql":
    "create or replace function app.count_things() returns bigint language sql stable as $$ select count(*) from app.things $$;",
};

describe("an empty database", () => {
  test("gets graphile-worker, the migrations, the objects and the logins", async () => {
    await withEmptyDb(async ({ url, pool }) => {
      const report = await migrateTo(sqlFolder(things), url);

      expect(report).toEqual({ migrations: ["0001_things.sql"], objects: 1, orphans: [], isAhead: false });
      const { rows } = await pool.query(
        "select app.count_things() as things, (select count(*) from graphile_worker.jobs) as jobs, " +
          "(select count(*) from reflux_private.logins) as logins",
      );
      expect(rows).toEqual([{ things: "0", jobs: "0", logins: "3" }]);
    });
  });

  test("is migrated once when many processes start together", async () => {
    await withEmptyDb(async ({ url }) => {
      const folder = sqlFolder(things);

      const reports = await Promise.all(Array.from({ length: 5 }, () => migrateTo(folder, url)));

      expect(reports.flatMap(({ migrations }) => migrations)).toEqual(["0001_things.sql"]);
    });
  });

  test("that belongs to an owner who is no superuser works, given createrole", async () => {
    await asSuperuser(async ({ url, pool }) => {
      const { rows } = await pool.query("select current_database() as name");
      const owner = `${rows[0].name}_owner`;
      await pool.query(`create role ${owner} login createrole password 'x'`);
      try {
        await pool.query(`alter database ${rows[0].name} owner to ${owner}`);
        // The roles of this server were made by another owner, who has to hand on the right to them.
        const { rows: server } = await pool.query(
          "select current_setting('server_version_num')::int as version",
        );
        if (server[0].version >= 160_000) {
          await pool.query(`grant reflux_api, reflux_worker, reflux_query to ${owner} with admin option`);
        }

        const report = await migrateTo(sqlFolder(things), as(url, owner));

        expect(report.migrations).toEqual(["0001_things.sql"]);
      } finally {
        await pool.query(
          `reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`,
        );
      }
    });
  });

  test("whose owner may not set passwords says what a superuser has to do", async () => {
    await asSuperuser(async ({ url, pool }) => {
      const { rows } = await pool.query("select current_database() as name");
      const owner = `${rows[0].name}_owner`;
      await pool.query(
        `create role ${owner} login password 'x'; alter database ${rows[0].name} owner to ${owner}`,
      );
      try {
        await expect(migrateTo(sqlFolder(things), as(url, owner), { passwords: {} })).rejects.toMatchObject({
          code: "RFP02",
          hint: expect.stringContaining("alter role OWNER createrole"),
        });
      } finally {
        await pool.query(
          `reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`,
        );
      }
    });
  });
});

describe("a migrated database", () => {
  test("costs one query at the next start", async () => {
    await withMigrated(things, async ({ url, folder }) => {
      const queries = await countQueries(() => migrateTo(folder, url));

      expect(queries).toBe(1);
    });
  });

  test("runs only what is new", async () => {
    await withMigrated(things, async ({ url, folder }) => {
      writeFiles(folder, { "migrations/0002_more.sql": "alter table app.things add more text;" });

      const report = await migrateTo(folder, url);

      expect(report).toMatchObject({ migrations: ["0002_more.sql"], objects: 0 });
    });
  });

  test("refuses an edited migration and stays as it is", async () => {
    await withMigrated(things, async ({ url, folder }) => {
      writeFiles(folder, { "migrations/0001_things.sql": "create schema app2;" });

      await expect(migrateTo(folder, url)).rejects.toMatchObject({ code: "RFI05" });
    });
  });

  test("gets all objects again when one changed, so grants and comments on it come back", async () => {
    const files = {
      ...things,
      "views/app.noted.sql": "create view app.noted as select id from app.things;",
      "access/app.sql": "grant select on app.noted to public;",
      "comments/app.noted.sql": "comment on view app.noted is 'things';",
    };
    await withMigrated(files, async ({ url, folder, pool }) => {
      writeFiles(folder, {
        "views/app.noted.sql":
          "create view app.noted as select note, id from app.things where note is not null;",
        "views/app.notes.sql": "create view app.notes as select note from app.noted;",
      });

      const report = await migrateTo(folder, url);

      expect(report.objects).toBe(2);
      const { rows } = await pool.query(
        "select obj_description('app.noted'::regclass) as comment, " +
          "has_table_privilege('reflux_api', 'app.noted', 'select') as granted",
      );
      expect(rows).toEqual([{ comment: "things", granted: true }]);
    });
  });

  test("can change a view on which another view stands", async () => {
    const files = {
      ...things,
      "views/app.a.sql": "create view app.a as select id from app.things;",
      "views/app.b.sql": "create view app.b as select id from app.a;",
    };
    await withMigrated(files, async ({ url, folder, pool }) => {
      writeFiles(folder, { "views/app.a.sql": "create view app.a as select id::bigint from app.things;" });

      await migrateTo(folder, url);

      const { rows } = await pool.query("select pg_typeof(id) from app.b right join (select 1) one on true");
      expect(rows).toEqual([{ pg_typeof: "bigint" }]);
    });
  });

  test("reports an object file that is gone, once", async () => {
    const files = { ...things, "functions/app/old.sql": fn("app.old") };
    await withMigrated(files, async ({ url, folder }) => {
      rmSync(join(folder, "functions/app/old.sql"));
      const lines: string[] = [];

      const first = await migrateTo(folder, url, { log: (line) => lines.push(line) });
      const second = await migrateTo(folder, url);

      expect(first.orphans).toEqual(["functions/app/old.sql"]);
      expect(lines.join()).toContain("functions/app/old.sql is gone");
      expect(second.orphans).toEqual([]);
    });
  });

  test("creates a login again that a restore to another server lost", async () => {
    await withMigrated(things, async ({ url, folder, pool }) => {
      await pool.query("delete from reflux_private.logins where role = 'reflux_query'");

      await migrateTo(folder, url);

      const { rows } = await pool.query("select count(*)::int as logins from reflux_private.logins");
      expect(rows).toEqual([{ logins: 3 }]);
    });
  });
});

describe("a failure", () => {
  test("names file and line, and leaves nothing of the file behind", async () => {
    await withEmptyDb(async ({ url, pool }) => {
      const folder = sqlFolder({
        ...things,
        "migrations/0002_bad.sql": "create table app.half (id int);\n\ninsert into app.nowhere values (1);",
      });

      await expect(migrateTo(folder, url)).rejects.toMatchObject({
        code: "RFI06",
        message: '0002_bad.sql:3: relation "app.nowhere" does not exist',
        detail: { file: "0002_bad.sql", line: 3, sqlstate: "42P01" },
      });
      const { rows } = await pool.query(
        "select to_regclass('app.half') as half, to_regclass('app.things')::text as things",
      );
      expect(rows).toEqual([{ half: null, things: "app.things" }]);
    });
  });

  test("in one object leaves all objects as they were", async () => {
    await withMigrated(things, async ({ url, folder, pool }) => {
      writeFiles(folder, {
        "functions/app/count_things.sql": fn("app.count_things", "select 42::bigint", "bigint"),
        "triggers/app.things.sql":
          "create trigger t after insert on app.things execute function app.nothing();",
      });

      await expect(migrateTo(folder, url)).rejects.toMatchObject({
        code: "RFI06",
        message: expect.stringContaining("triggers/app.things.sql"),
      });
      const { rows } = await pool.query("select app.count_things()");
      expect(rows).toEqual([{ count_things: "0" }]);
    });
  });

  test("inside a function's body is found although bodies are not checked while they are applied", async () => {
    await withEmptyDb(async ({ url }) => {
      const folder = sqlFolder({
        ...things,
        "functions/app/a_uses_b.sql": fn("app.a_uses_b", "select app.b()", "int"),
        "functions/app/b.sql": fn("app.b", "select 1", "int"),
        "functions/app/wrong.sql": fn("app.wrong", "select nothing from app.things", "int"),
        "functions/app/wrong_too.sql":
          "create function app.wrong_too() returns void language plpgsql as $$ begin if; end $$;",
      });

      await expect(migrateTo(folder, url)).rejects.toMatchObject({
        code: "RFI06",
        detail: {
          detail: [
            { function: "app.wrong()", message: expect.stringContaining("nothing") },
            { function: "app.wrong_too()", message: expect.stringContaining("THEN") },
          ],
        },
      });
    });
  });

  test("to reach the database is told as such", async () => {
    await expect(migrate("postgresql://x@127.0.0.1:1/x")).rejects.toMatchObject({ code: "RFX05" });
  });
});

test("a no-transaction migration may build an index concurrently", async () => {
  const files = {
    ...things,
    "migrations/0002_index.sql":
      "--! no-transaction\ncreate index concurrently things_by_note on app.things (note);",
  };
  await withMigrated(files, async ({ pool }) => {
    const { rows } = await pool.query("select to_regclass('app.things_by_note')::text as index");

    expect(rows).toEqual([{ index: "app.things_by_note" }]);
  });
});

test("objects wait for a lock only briefly, let others pass, and come in the end", async () => {
  const files = {
    ...things,
    "triggers/app.things.sql": "drop trigger if exists t on app.things; -- 1",
  };
  await withMigrated(files, async ({ url, folder, pool, connect }) => {
    const busy = await connect();
    await busy.query("begin; select from app.things");
    writeFiles(folder, { "triggers/app.things.sql": "alter table app.things alter note set not null;" });

    const migration = migrateTo(folder, url);
    await eventually("the migration waits for the table", async () => {
      const { rows } = await pool.query(
        "select from pg_locks where not granted and mode = 'AccessExclusiveLock'",
      );
      return rows.length > 0;
    });
    await busy.query("commit");

    await expect(migration).resolves.toMatchObject({ objects: 1 });
  });
});

describe("an old program on a newer database", () => {
  test("leaves the newer objects alone", async () => {
    await withMigrated(things, async ({ url, folder, pool }) => {
      const old = sqlFolder(things);
      writeFiles(folder, {
        "functions/app/count_things.sql": fn("app.count_things", "select 42::bigint", "bigint"),
      });
      await migrateTo(folder, url, { version: "99.1.0" });

      const report = await migrateTo(old, url, { version: "99.0.9" });

      expect(report).toMatchObject({ isAhead: true, objects: 0 });
      const { rows } = await pool.query("select app.count_things()");
      expect(rows).toEqual([{ count_things: "42" }]);
    });
  });

  test("is refused after a breaking migration", async () => {
    await withMigrated(things, async ({ url, folder }) => {
      const old = sqlFolder(things);
      writeFiles(folder, { "migrations/0002_break.sql": "--! breaking\ndrop table app.things cascade;" });
      rmSync(join(folder, "functions"), { recursive: true });
      await migrateTo(folder, url);

      await expect(migrateTo(old, url)).rejects.toMatchObject({
        code: "RFI02",
        hint: "update REFLUX on this machine",
      });
      await expect(assertSchema(url, { folder: old })).rejects.toMatchObject({ code: "RFI02" });
    });
  });
});

test("a program that may not migrate refuses an older schema and takes a current one", async () => {
  await withMigrated(things, async ({ url, folder }) => {
    await expect(assertSchema(url, { folder })).resolves.toBeUndefined();
    writeFiles(folder, { "migrations/0002_more.sql": "select 1;" });
    await expect(assertSchema(url, { folder })).rejects.toMatchObject({
      code: "RFI02",
      hint: "run `reflux migrate`",
    });
  });
});

test("the logins get the passwords that are given, at once and when they change", async () => {
  await withDb(async ({ url, pool }) => {
    const { rows } = await pool.query("select role, password from reflux_private.logins");
    const before = Object.fromEntries(rows.map(({ role, password }) => [role, password]));
    // The logins are the whole server's: only what the database knows is looked at, in a transaction of its own.
    await pool.query("update reflux_private.logins set password = 'another' where role = 'reflux_worker'");

    await migrate(url, { passwords: inject("reflux").passwords });

    const after = await pool.query("select role, password from reflux_private.logins");
    expect(Object.fromEntries(after.rows.map(({ role, password }) => [role, password]))).toEqual(before);
  });
});

test.each(["reflux_api", "reflux_worker"] as const)(
  "a program that is told %s alone finds the schema its own, and changes nothing",
  async (role) => {
    await withDb(async ({ url }) => {
      const own = asLogin(url, role);

      await expect(assertSchema(own)).resolves.toBeUndefined();
      await expect(migrate(own)).rejects.toMatchObject({ code: "RFP02" });
    });
  },
);

test("nobody makes objects in a migrated database who was not told to, also when that was granted since", async () => {
  await withMigrated(things, async ({ url, folder, pool }) => {
    const open = async () => {
      const { rows } = await pool.query(
        "select has_database_privilege('public', current_database(), 'temporary') as temporary, " +
          "has_schema_privilege('public', 'public', 'create') as create",
      );
      return rows[0];
    };
    expect(await open()).toEqual({ temporary: false, create: false });
    const { rows } = await pool.query<{ name: string }>("select current_database() as name");
    await pool.query(
      `grant temporary on database ${rows[0]?.name} to public; grant create on schema public to public`,
    );

    await migrateTo(folder, url);

    expect(await open()).toEqual({ temporary: false, create: false });
  });
});

test("one migrates at a time, whoever holds all the advisory locks there are", async () => {
  await withEmptyDb(async ({ url, connect }) => {
    const author = await connect();
    await author.query("select pg_advisory_lock(hashtextextended('reflux.migrate', 0))");
    const folder = sqlFolder(things);
    const lines: string[] = [];

    const reports = await Promise.all(
      Array.from({ length: 4 }, () => migrateTo(folder, url, { log: (line) => lines.push(line) })),
    );

    expect(reports.flatMap(({ migrations }) => migrations)).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("applied 0"))).toHaveLength(1);
  });
});

test("the real schema is current after one migration", async () => {
  await withDb(async ({ url, pool }) => {
    await expect(migrate(pool)).resolves.toMatchObject({ migrations: [], objects: 0, orphans: [] });
    await expect(assertSchema(url)).resolves.toBeUndefined();
  });
});

function migrateTo(folder: string, url: string, options: MigrateOptions = {}) {
  return migrate(url, { folder, version: "99.0.0", passwords: inject("reflux").passwords, ...options });
}

/** A database without anything of REFLUX, and a connection of one who may make roles and give databases away. */
async function asSuperuser(work: (db: { url: string; pool: pg.Client }) => Promise<void>): Promise<void> {
  await withEmptyDb(async ({ url }) => {
    const name = new URL(url).pathname.slice(1);
    await administer(databaseUrlOf(inject("reflux").superuserUrl, name), (pool) => work({ url, pool }));
  });
}

async function withMigrated(
  files: Readonly<Record<string, string>>,
  work: (db: TestDb & { folder: string }) => Promise<void>,
): Promise<void> {
  await withEmptyDb(async (db) => {
    const folder = sqlFolder(files);
    await migrateTo(folder, db.url);
    await work({ ...db, folder });
  });
}

async function countQueries(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

function fn(name: string, body = "select 1", type = "int"): string {
  return `create or replace function ${name}() returns ${type} language sql as $$ ${body} $$;`;
}

function as(url: string, user: string): string {
  return url.includes("user=")
    ? url.replace(/user=[^&]*/, `user=${user}&password=x`)
    : url.replace(/\/\/[^/@]*@/, `//${user}:x@`);
}
