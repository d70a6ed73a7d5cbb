/** An author's statement: what is no single statement on rows is refused, and what passes changes nothing but rows. */
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { withDb } from "#db/testing/databases.ts";
import { requireSingleStatement } from "#nodes/postgres.query/single-statement.ts";
import { beginFor, requireSame } from "#worker/engine/sql-step.ts";
import { type Attempt, attackDoor } from "./attempts.ts";
import { calls, disguises, kinds, places } from "./statements.ts";

test("no statement of an author does more than read and write rows", async () => {
  await withDb(async ({ url, pool }) => {
    // As a reader that is allowed everything: what the grammar lets through must not need the rights of a role.
    const authors = createPool({ connectionString: url, max: 1, applicationName: "reflux attack" });
    try {
      await pool.query("create table public.t (a text primary key); create table public.s (a text)");
      await attackDoor("authors' statements", async (attempt) => {
        for (const kind of kinds)
          for (const [name, disguise] of Object.entries(disguises))
            await attempt(`${kind} (${name})`, () => held(disguise(kind)));
        for (const [name, place] of Object.entries(places))
          for (const call of calls) await attempt(`${call} (${name})`, () => refused(place(call)));
        await writesToServer(attempt);
      });
    } finally {
      await authors.end();
    }

    /** Refused, or it runs and its transaction, its session and the server are as before. */
    async function held(text: string): Promise<void> {
      if (!(await passes(text))) return;
      const client = await authors.connect();
      try {
        const before = await stateOf(client);
        const transaction = await beginFor(client, 500);
        const query = { text, queryMode: "extended" };
        const failed: unknown = await client.query(query).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failed === undefined) await requireSame(client, transaction);
        await client.query("rollback");
        expect(await stateOf(client)).toEqual(before);
      } finally {
        client.release();
      }
    }
  });
});

const STATE = `select current_user, session_user, current_setting('search_path') as path,
  current_setting('standard_conforming_strings') as strings, current_setting('statement_timeout') as timeout,
  (select count(*) from pg_locks where locktype = 'advisory') as locks,
  (select count(*) from pg_largeobject_metadata) as objects, (select count(*) from pg_listening_channels()) as channels,
  (select count(*) from pg_class) as relations, (select count(*) from pg_proc) as functions,
  (select count(*) from pg_authid) as roles, (select count(*) from pg_prepared_xacts) as prepared`;

async function stateOf(client: { query(text: string): Promise<{ rows: unknown[] }> }): Promise<unknown> {
  return (await client.query(STATE)).rows;
}

async function passes(text: string): Promise<boolean> {
  return await requireSingleStatement(text).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: "RFV10", retry: "never" });
      return false;
    },
  );
}

async function refused(text: string): Promise<void> {
  await expect(requireSingleStatement(text)).rejects.toMatchObject({ code: "RFV10" });
}

async function writesToServer(attempt: Attempt): Promise<void> {
  const tables = [
    "pg_settings",
    "pg_catalog.pg_authid",
    '"pg_settings"',
    "information_schema.tables",
    "pg_temp.t",
  ];
  const writes: readonly ((table: string) => string)[] = [
    (table) => `update ${table} set setting = 'x' where name = 'role'`,
    (table) => `insert into ${table} values ('x')`,
    (table) => `delete from only ${table}`,
    (table) => `merge into ${table} using s on true when matched then delete`,
    (table) => `with x as (update ${table} as y set a = 1 returning 1) select * from x`,
  ];
  for (const table of tables)
    for (const write of writes) await attempt(write(table), () => refused(write(table)));
}
