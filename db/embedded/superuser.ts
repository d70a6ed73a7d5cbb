import { readFileSync } from "node:fs";
import pg from "pg";
import { RefluxError } from "../errors.ts";
import { readSuperuserPassword } from "./access.ts";
import { embeddedUrl, type Layout } from "./layout.ts";

/** The connection string of the superuser, password included: for the start of the server, and for tests. */
export function superuserUrl(layout: Layout, database = "postgres"): string {
  const query = embeddedUrl(layout.home)
    .split("?")[1]
    ?.replace(/user=\w+/, "user=postgres");
  return `postgresql:///${database}?${query}&password=${encodeURIComponent(readSuperuserPassword(layout))}`;
}

/**
 * What only a superuser can do, at each start: the owner's role and its database, both if they are missing, and what
 * the owner may set for others. A folder of an older REFLUX, whose owner was the superuser, is turned into one of now.
 * Each part is one transaction, and is asked for again at the next start, so it may be interrupted anywhere.
 */
export async function prepareDatabase(layout: Layout): Promise<void> {
  if (!(await canBeSuperuser(layout))) await withClient(ownerUrl(layout), demoteOwner);
  const old = await withClient(superuserUrl(layout), async (client) => {
    await client.query(prepareServer);
    const { rowCount } = await client.query("select from pg_database where datname = 'reflux'");
    if (rowCount === 0) await client.query("create database reflux owner reflux");
    const { rows } = await client.query<{ name: string }>(ownedBySuperuser);
    return rows.map(({ name }) => name);
  });
  for (const name of old) {
    await withClient(superuserUrl(layout, encodeURIComponent(name)), async (client) => {
      await client.query(`begin; ${handOver} commit`);
    });
  }
}

/** False: there is no superuser of that name and password yet. */
async function canBeSuperuser(layout: Layout): Promise<boolean> {
  try {
    await withClient(superuserUrl(layout), async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "28P01") return false;
    throw error;
  }
}

/** Nobody can rename who they are, so it is done in the name of another superuser, who is gone with the transaction. */
async function demoteOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select from pg_roles where rolname = current_user and oid = 10");
  if (rows.length === 0) {
    throw new RefluxError(
      "RFI03",
      "the password of the embedded server's superuser is not the one in its file",
      {
        hint: "stop the server, delete superuser.password in REFLUX_HOME, and start again: it gets a new one",
      },
    );
  }
  await client.query(`begin; ${demote} commit`);
}

function ownerUrl(layout: Layout): string {
  return embeddedUrl(layout.home).replace("/reflux?", "/postgres?");
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: "reflux start" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const prepareServer = read("prepare-server.sql");
const demote = read("demote-owner.sql");
const handOver = read("hand-over.sql");
const ownedBySuperuser =
  "select datname as name from pg_database where datdba = 10 and datallowconn and not datistemplate and datname <> 'postgres'";
