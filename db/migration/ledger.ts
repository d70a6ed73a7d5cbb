import { readFileSync } from "node:fs";
import pg from "pg";
import type { KnownLogins } from "../logins.ts";
import { openDoors } from "./doors.ts";
import type { MigrationFile, ObjectFile } from "./files.ts";

export type Ledger = {
  readonly migrations: readonly AppliedMigration[];
  /** Path to hash. */
  readonly objects: ReadonlyMap<string, string>;
  /** Program to version. */
  readonly programs: ReadonlyMap<string, string>;
  /** The login of each role, if it exists as a role of the server. */
  readonly logins: KnownLogins;
  /** Anybody may make temporary objects here, or objects in `public`, and we could forbid it (doors.ts). */
  readonly isOpen: boolean;
};

type AppliedMigration = Pick<MigrationFile, "number" | "name" | "sha256" | "breaking">;

/** One query, so that a start with nothing to do costs one round trip. Undefined: no ledger here yet. */
export async function readLedger(client: pg.ClientBase): Promise<Ledger | undefined> {
  return await read(client, ledgerQuery);
}

/** The same, for whoever is not the owner. Undefined: not even that much is there, so the schema is an older one. */
export async function readSchemaState(client: pg.ClientBase): Promise<Ledger | undefined> {
  return await read(client, "select * from reflux_private.schema_state()");
}

async function read(client: pg.ClientBase, text: string): Promise<Ledger | undefined> {
  try {
    const { rows } = await client.query<LedgerRow>(text);
    const [row] = rows;
    if (row === undefined) return undefined;
    // Who may read only the state of the schema can close no door either.
    const { migrations, objects, programs, logins, isOpen = false } = row;
    return {
      migrations,
      objects: new Map(objects),
      programs: new Map(programs),
      logins: new Map(logins.map(([role, password, user]) => [role, { user, password }])),
      isOpen,
    };
  } catch (error) {
    const isMissing =
      error instanceof pg.DatabaseError && /^(42P01|42703|42883|3F000)$/.test(error.code ?? "");
    if (isMissing) return undefined;
    throw error;
  }
}

export async function createLedger(client: pg.ClientBase): Promise<void> {
  await client.query(ledgerTables);
}

export async function recordMigration(client: pg.ClientBase, file: AppliedMigration): Promise<void> {
  await client.query(
    "insert into reflux_private.migrations (number, name, sha256, breaking) values ($1, $2, $3, $4)",
    [file.number, file.name, file.sha256, file.breaking],
  );
}

/** The ledger then lists exactly these files. */
export async function recordObjects(client: pg.ClientBase, files: readonly ObjectFile[]): Promise<void> {
  const paths = files.map(({ path }) => path);
  const hashes = files.map(({ sha256 }) => sha256);
  await client.query("delete from reflux_private.objects where path <> all ($1)", [paths]);
  await client.query(
    "insert into reflux_private.objects as o (path, sha256) select * from unnest($1::text[], $2::text[]) " +
      "on conflict (path) do update set sha256 = excluded.sha256, applied_at = now() " +
      "where o.sha256 <> excluded.sha256",
    [paths, hashes],
  );
}

export async function recordProgram(client: pg.ClientBase, name: string, version: string): Promise<void> {
  await client.query(
    "insert into reflux_private.programs (name, version) values ($1, $2) " +
      "on conflict (name) do update set version = excluded.version, applied_at = now()",
    [name, version],
  );
}

type LedgerRow = {
  readonly migrations: readonly AppliedMigration[];
  readonly objects: readonly (readonly [string, string])[];
  readonly programs: readonly (readonly [string, string])[];
  readonly logins: readonly (readonly [role: string, password: string | null, user: string])[];
  readonly isOpen?: boolean;
};

const ledgerTables = readFileSync(new URL("ledger.sql", import.meta.url), "utf8");

const ledgerQuery = `
select
  (
    select coalesce(json_agg(m order by m.number), '[]')
    from reflux_private.migrations m) as migrations,
  (
    select coalesce(json_agg(json_build_array(o.path, o.sha256)), '[]')
    from reflux_private.objects o) as objects,
  (
    select coalesce(json_agg(json_build_array(p.name, p.version)), '[]')
    from reflux_private.programs p) as programs,
  (
    select coalesce(json_agg(json_build_array(l.role, l.password, r.rolname)), '[]')
    from reflux_private.logins l
    join pg_catalog.pg_roles r on r.rolname = coalesce(l.login, l.role)) as logins,
   ${openDoors} as "isOpen"`;
