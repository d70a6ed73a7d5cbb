import { userInfo } from "node:os";
import type { Kysely } from "kysely";
import type pg from "pg";
import { createKysely, createPool, type DB } from "../client.ts";
import { openDatabase } from "../database.ts";
import { assertSchema, migrate } from "../migrate.ts";

/** What a command works with: the database, as its owner, in the name of whoever runs the command. */
export type Session = {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly db: Kysely<DB>;
};

/**
 * Opens the database for one command and closes it after. A server that runs is shared; for want of one the embedded
 * server is started for this command only. Its schema is brought up to date then, since nobody else can use it.
 */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return await withDatabaseUrl(async (url) => await connected(url, work));
}

/** The same, for what connects by itself. */
export async function withDatabaseUrl<T>(work: (url: string) => Promise<T>): Promise<T> {
  await using database = await openDatabase({ mode: "share" });
  const { url } = database;
  await (database.origin === "started" ? migrate(url) : assertSchema(url));
  return await work(url);
}

async function connected<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const pool = createPool({ connectionString: url, max: 1, applicationName: "reflux cli" });
  // Queued before anything the command asks.
  pool.on("connect", (client) => {
    client.query("select set_config('reflux.actor', $1, false)", [actor()]).catch(() => undefined);
  });
  const db = createKysely(pool);
  try {
    return await work({ url, pool, db });
  } finally {
    await db.destroy();
  }
}

function actor(): string {
  try {
    return `${userInfo().username} (command line)`;
  } catch {
    // A uid without an entry in passwd, as containers have.
    return `uid ${process.getuid?.() ?? "?"} (command line)`;
  }
}
