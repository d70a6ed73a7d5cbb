import { rmSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { expect, inject, test } from "vitest";
import { type MigrateOptions, migrate } from "../migrate.ts";
import { withEmptyDb } from "../testing/databases.ts";
import { sqlFolder, writeFiles } from "../testing/sql-folder.ts";

/** What an upgrade makes of files that were moved or are gone. */
const things = {
  "migrations/0001_things.sql": "create schema app; create table app.things (id int primary key);",
  "functions/app/count_things.sql":
    "create or replace function app.count_things() returns bigint language sql stable as $$ select count(*) from app.things $$;",
};

test("says nothing of a file of grants or comments that is gone, and applies the others again", async () => {
  const files = {
    ...things,
    "access/all.sql": "revoke execute on function app.count_things from public, reflux_viewer;",
    "access/viewer.sql": "grant execute on function app.count_things to reflux_viewer;",
  };
  await withMigrated(files, async ({ folder, pool, again }) => {
    rmSync(join(folder, "access/viewer.sql"));
    const lines: string[] = [];

    await again({ log: (line) => lines.push(line) });

    expect(lines.join()).not.toContain("is gone");
    const { rows } = await pool.query(
      "select has_function_privilege('reflux_viewer', 'app.count_things()', 'execute') as may",
    );
    expect(rows).toEqual([{ may: false }]);
  });
});

test("keeps a function whose file was moved to a subfolder: the same object, its grants, nothing told", async () => {
  const granted = {
    ...things,
    "access/app.sql": "grant execute on function app.count_things to reflux_viewer;",
  };
  await withMigrated(granted, async ({ folder, pool, again }) => {
    const live = async () =>
      (await pool.query("select oid, proacl::text from pg_proc where proname = 'count_things'")).rows;
    const before = await live();
    const lines: string[] = [];
    rmSync(join(folder, "functions/app/count_things.sql"));
    writeFiles(folder, { "functions/app/hot/count_things.sql": things["functions/app/count_things.sql"] });

    const first = await again({ log: (line) => lines.push(line) });
    const second = await again();

    expect(before).toHaveLength(1);
    expect(await live()).toEqual(before);
    expect(first).toMatchObject({ objects: 1, orphans: [] });
    expect(lines.join()).not.toContain("is gone");
    expect(second).toMatchObject({ objects: 0, orphans: [] });
    const { rows } = await pool.query("select path from reflux_private.objects where path ~ 'count_things'");
    expect(rows).toEqual([{ path: "functions/app/hot/count_things.sql" }]);
  });
});

type Migrated = {
  readonly folder: string;
  readonly pool: pg.Pool;
  readonly again: (options?: MigrateOptions) => ReturnType<typeof migrate>;
};

async function withMigrated(
  files: Readonly<Record<string, string>>,
  work: (db: Migrated) => Promise<void>,
): Promise<void> {
  await withEmptyDb(async ({ url, pool }) => {
    const folder = sqlFolder(files);
    const { passwords } = inject("reflux");
    const again = (options: MigrateOptions = {}) =>
      migrate(url, { folder, version: "99.0.0", passwords, ...options });
    await again();
    await work({ folder, pool, again });
  });
}
