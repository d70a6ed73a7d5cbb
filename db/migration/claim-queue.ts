import type pg from "pg";
import { RefluxError } from "../errors.ts";

/**
 * graphile-worker's schema has one name for everybody, and its migrations would take over the queue of another program. So
 * we say that it is ours before anything is in it, and touch none of which nobody said so. A schema of another name would
 * need every function that names it to be written at migration, and a move of those that are in use.
 */
const OURS = "The queue of REFLUX.";

/** Before anything is made here. One from before the mark is known by the programs of the ledger, however old the rest of it is. */
export async function assertQueueIsFree(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; ledger: boolean }>(
    `select pg_catalog.current_database() as name,
       pg_catalog.to_regclass('reflux_private.programs') is not null as ledger
     from pg_catalog.pg_namespace n
     where n.nspname = 'graphile_worker'
       and pg_catalog.obj_description(n.oid, 'pg_namespace') is distinct from $1
       and exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)`,
    [OURS],
  );
  const [queue] = rows;
  if (!queue || (queue.ledger && (await isInLedger(client)))) return;
  throw new RefluxError("RFI08", `another program has its queue in ${queue.name}, as graphile_worker`, {
    hint: "give REFLUX a database of its own: `create database reflux`, and let DATABASE_URL name it",
  });
}

async function isInLedger(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query("select from reflux_private.programs where name = 'graphile-worker'");
  return rows.length > 0;
}

export async function claimQueue(client: pg.ClientBase): Promise<void> {
  await client.query(
    `create schema if not exists graphile_worker; comment on schema graphile_worker is '${OURS}'`,
  );
}
