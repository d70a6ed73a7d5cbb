import { describe, expect, inject, test } from "vitest";
import { migrate } from "../migrate.ts";
import { withEmptyDb } from "../testing/databases.ts";
import { sqlFolder } from "../testing/sql-folder.ts";

const begin = async (url: string) =>
  await migrate(url, {
    folder: sqlFolder({ "migrations/0001_things.sql": "create schema app;" }),
    version: "99.0.0",
    passwords: inject("reflux").passwords,
  });

describe("a queue that is there already", () => {
  const made = "create schema graphile_worker; create table graphile_worker.jobs (id int)";
  const schemas =
    "select string_agg(nspname, ' ' order by nspname) as names from pg_namespace where nspname !~ '^pg_'";

  test("is another program's, and nothing of the database is touched", async () => {
    await withEmptyDb(async ({ url, pool }) => {
      await pool.query(made);
      const before = (await pool.query(`${schemas}`)).rows;

      await expect(begin(url)).rejects.toMatchObject({ code: "RFI08" });

      expect((await pool.query(`${schemas}`)).rows).toEqual(before);
      const { rows } = await pool.query(
        "select has_database_privilege('public', current_database(), 'temporary') as open",
      );
      expect(rows).toEqual([{ open: true }]);
    });
  });

  test("is ours where a first migration was broken off, and where the ledger knows it without a mark", async () => {
    await withEmptyDb(async ({ url, pool }) => {
      await begin(url);
      await pool.query("delete from reflux_private.programs where name = 'graphile-worker'");
      await begin(url);
      await pool.query("comment on schema graphile_worker is null");
      await pool.query("update reflux_private.programs set version = '0.0.1' where name = 'graphile-worker'");

      await begin(url);

      const { rows } = await pool.query("select count(*)::int as jobs from graphile_worker.jobs");
      expect(rows).toEqual([{ jobs: 0 }]);
    });
  });

  test.each([
    ["has no names of logins", "alter table reflux_private.logins drop column login"],
    ["knows no logins", "drop table reflux_private.logins"],
  ])("is ours in a database of an earlier version, whose ledger %s", async (_, older) => {
    await withEmptyDb(async ({ url, pool }) => {
      await begin(url);
      await pool.query("comment on schema graphile_worker is null");
      await pool.query(older);

      await expect(begin(url)).resolves.toBeDefined();
    });
  });

  test("may be an empty schema that somebody made for us", async () => {
    await withEmptyDb(async ({ url, pool }) => {
      await pool.query("create schema graphile_worker");

      await expect(begin(url)).resolves.toBeDefined();
    });
  });
});
