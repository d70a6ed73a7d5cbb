import type pg from "pg";
import { RefluxError } from "../errors.ts";
import type { Ledger } from "./ledger.ts";

/**
 * graphile-worker's schema has one name for everybody, and its migrations would take over the queue of another program. So
 * we say that it is ours before anything is in it, and touch none of which nobody said so. A schema of another name would
 * need every function that names it to be written at migration, and a move of those that are in use.
 */
const OURS = "The queue of REFLUX.";

/** Before anything is made here. One from before the mark is known by the ledger. */
export async function assertQueueIsFree(client: pg.ClientBase, ledger: Ledger | undefined): Promise<void> {
  if (ledger?.programs.has("graphile-worker")) return;
  const { rows } = await client.query<{ name: string }>(
    `select pg_catalog.current_database() as name from pg_catalog.pg_namespace n
     where n.nspname = 'graphile_worker' and pg_catalog.obj_description(n.oid, 'pg_namespace') is distinct from $1
       and exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)`,
    [OURS],
  );
  if (rows.length === 0) return;
  throw new RefluxError("RFI08", `another program has its queue in ${rows[0]?.name}, as graphile_worker`, {
    hint: "give REFLUX a database of its own: `create database reflux`, and let DATABASE_URL name it",
  });
}

export async function claimQueue(client: pg.ClientBase): Promise<void> {
  await client.query(
    `create schema if not exists graphile_worker; comment on schema graphile_worker is '${OURS}'`,
  );
}
