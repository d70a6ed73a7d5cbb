import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createPool } from "../client.ts";
import type { LoginRole } from "../logins.ts";
import { eventually } from "./eventually.ts";
import { administer, databaseUrlOf, ownerOf } from "./global-setup.ts";

/** A database that exists for one test. */
export type TestDb = {
  readonly url: string;
  readonly pool: pg.Pool;
  /** One more session; it is ended after the test. */
  readonly connect: () => Promise<pg.Client>;
};

/** The same database, as one of the logins, with its password: what a process is told that may know no more. */
export function asLogin(url: string, role: LoginRole): string {
  const password = inject("reflux").passwords[role];
  return /user=/.test(url)
    ? url.replace(/user=[^&]*/, `user=${role}&password=${password}`)
    : url.replace(/\/\/[^/@]*@/, `//${role}:${password}@`);
}

/** A clone of the migrated template, dropped afterwards. For tests that commit, notify or use several sessions. */
export async function withDb<T>(work: (db: TestDb) => Promise<T>): Promise<T> {
  return await withDatabase(`template ${template()}`, work);
}

/** A database without anything of REFLUX. */
export async function withEmptyDb<T>(work: (db: TestDb) => Promise<T>): Promise<T> {
  return await withDatabase("template template0", work);
}

/**
 * A transaction that is rolled back, on a database shared by the tests of a file. The default for SQL tests. As the owner,
 * who is no superuser, unless a test plays everybody.
 */
export async function withTx<T>(
  work: (client: pg.Client) => Promise<T>,
  { as = "owner" }: { readonly as?: "owner" | "superuser" } = {},
): Promise<T> {
  shared ??= createDatabase(`template ${template()}`);
  const { name, url } = await shared;
  const client = new pg.Client({
    connectionString: as === "owner" ? url : superuserOf(name),
    application_name: "reflux test",
  });
  await client.connect();
  try {
    await client.query("begin");
    return await work(client);
  } finally {
    // Ending a session rolls its transaction back.
    await client.end();
  }
}

/** The same database as a superuser. */
export function superuserOf(database: string): string {
  return databaseUrlOf(inject("reflux").superuserUrl, database);
}

type Database = { readonly name: string; readonly url: string };
let shared: Promise<Database> | undefined;

// Registered for each test file that imports this one.
afterAll(async () => {
  if (shared) await dropDatabase(await shared);
});

async function withDatabase<T>(origin: string, work: (db: TestDb) => Promise<T>): Promise<T> {
  const database = await createDatabase(origin);
  const pool = createPool({ connectionString: database.url, applicationName: "reflux test pool" });
  const clients: pg.Client[] = [];
  const connect = async () => {
    const client = new pg.Client({ connectionString: database.url, application_name: "reflux test" });
    client.on("error", () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  const closeOurs = async () => {
    await Promise.all([...clients.map((client) => client.end()), pool.ended ? undefined : pool.end()]);
  };
  try {
    const result = await work({ url: database.url, pool, connect });
    await closeOurs();
    await assertNobodyLeft(database);
    return result;
  } catch (error) {
    await closeOurs().catch(() => undefined);
    throw error;
  } finally {
    await dropDatabase(database);
  }
}

async function createDatabase(origin: string): Promise<Database> {
  const { url, superuserUrl, run } = inject("reflux");
  const name = `${run}_${randomBytes(6).toString("hex")}`;
  // Copying files is several times as fast as logging every page of them.
  await administer(superuserUrl, async (client) => {
    await client.query(`create database ${name} owner ${ownerOf(url)} ${origin} strategy file_copy`);
    // Rights on a database are not copied with it; those of the template are what a migrated one has.
    if (!origin.endsWith("template0")) await client.query(`revoke temporary on database ${name} from public`);
  });
  return { name, url: databaseUrlOf(url, name) };
}

async function dropDatabase({ name }: Database): Promise<void> {
  await administer(
    inject("reflux").superuserUrl,
    async (client) => await client.query(`drop database if exists ${name} with (force)`),
  );
}

/** A connection that outlives its test is a leak of the code under test, so the test fails. */
async function assertNobodyLeft({ name }: Database): Promise<void> {
  await administer(inject("reflux").superuserUrl, async (client) => {
    const sessions = async () => {
      const { rows } = await client.query<{ session: string }>(
        "select format('%s: %s', application_name, left(query, 80)) as session from pg_stat_activity " +
          "where datname = $1 and backend_type = 'client backend'",
        [name],
      );
      return rows.map(({ session }) => session);
    };
    await eventually("every connection of the test is closed", async () => (await sessions()).length === 0, {
      withinMs: 3_000,
    }).catch(async () => {
      throw new Error(`the test left connections open:\n${(await sessions()).join("\n")}`);
    });
  });
}

/**
 * Postgres ends a deadlock by failing one of those in it, and the engine tries again, so nobody would hear of it: but there is
 * one order of locks (sql/README.md). For the end of a test in which all who could be in one are idle, or have ended.
 */
export async function assertNoDeadlock({ pool }: Pick<TestDb, "pool">): Promise<void> {
  const { rows: here } = await pool.query<{ name: string }>("select current_database() as name");
  // Sessions tell the statistics once a second.
  await delay(1_500);
  await administer(inject("reflux").superuserUrl, async (client) => {
    const { rows } = await client.query<{ deadlocks: string; data: string }>(
      "select deadlocks, current_setting('data_directory') as data from pg_stat_database where datname = $1 and deadlocks > 0",
      [here[0]?.name],
    );
    const [found] = rows;
    if (!found) return;
    const log = readFileSync(join(dirname(found.data), "postgres.log"), "utf8");
    throw new Error(
      `${found.deadlocks} deadlock(s), the last:\n${log.slice(log.lastIndexOf("deadlock detected")).slice(0, 3_000)}`,
    );
  });
}

function template(): string {
  const { template: name, problem } = inject("reflux");
  if (problem !== undefined) throw new Error(`the template could not be migrated: ${problem}`);
  return name;
}
