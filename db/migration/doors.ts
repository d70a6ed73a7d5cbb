import { readFileSync } from "node:fs";
import type pg from "pg";

/**
 * Two doors that Postgres leaves open to everybody who can connect: temporary objects, and (in a database that comes
 * from before Postgres 15) objects in `public`. Both are names that somebody else's statement may find. Rights on a
 * database are not copied with it, so this is asked at every start.
 */
export async function closeDoors(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ open: boolean }>(`select ${openDoors} as open`);
  if (rows[0]?.open !== true) return false;
  await client.query(revokes);
  return true;
}

/** Whether a door is open that we can close: only the owner of the database and of the schema can. */
export const openDoors = `exists (
  select from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
    and pg_catalog.has_database_privilege('public', d.oid, 'temporary') and pg_catalog.pg_has_role(d.datdba, 'usage')
  union all
  select from pg_catalog.pg_namespace n where n.nspname = 'public'
    and pg_catalog.has_schema_privilege('public', n.oid, 'create') and pg_catalog.pg_has_role(n.nspowner, 'usage'))`;

const revokes = readFileSync(new URL("doors.sql", import.meta.url), "utf8");
