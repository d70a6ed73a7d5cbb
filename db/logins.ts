import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { setting } from "./config.ts";
import { RefluxError, toRefluxError } from "./errors.ts";

/**
 * The unprivileged logins. `api` may become one of the four roles of people, `worker` calls the engine, `query` runs
 * authors' SQL.
 */
export const loginRoles = { api: "reflux_api", worker: "reflux_worker", query: "reflux_query" } as const;
export type LoginRole = (typeof loginRoles)[keyof typeof loginRoles];
export type Passwords = Partial<Readonly<Record<LoginRole, string>>>;

/**
 * Creates the roles of REFLUX that are missing. Roles belong to the whole server, so several databases may race
 * for them, and a database that was restored elsewhere finds them gone.
 */
export async function ensureRoles(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(createRoles);
  } catch (error) {
    throw notPermitted(error, "create the roles of REFLUX", [
      "create role reflux_viewer; create role reflux_operator; create role reflux_editor; create role reflux_admin;",
      "create role reflux_api login noinherit; create role reflux_worker login noinherit;",
      "create role reflux_query login noinherit;",
      "grant reflux_viewer, reflux_operator, reflux_editor, reflux_admin, reflux_api, reflux_worker, reflux_query",
      "to the owner of this database with admin option",
    ]);
  }
}

/** Those that the environment gives, for programs that are told the logins instead of the owner. */
export function configuredPasswords(): Passwords {
  const given = [
    [loginRoles.api, setting("REFLUX_API_PASSWORD")],
    [loginRoles.worker, setting("REFLUX_WORKER_PASSWORD")],
    [loginRoles.query, setting("REFLUX_QUERY_PASSWORD")],
  ] as const;
  return Object.fromEntries(given.filter(([, password]) => password !== undefined));
}

/** Whether each login has a password, and that which is given, if one is. */
export function hasPasswords(known: ReadonlyMap<string, string | null>, given: Passwords = {}): boolean {
  return Object.values(loginRoles).every(
    (role) => known.has(role) && (given[role] === undefined || given[role] === known.get(role)),
  );
}

/**
 * Gives each login the password it is to have, and each without one a new random one. Needs `reflux_private.logins`.
 * Then, what authors' SQL may use up.
 */
export async function ensurePasswords(client: pg.ClientBase, given: Passwords = {}): Promise<void> {
  for (const role of Object.values(loginRoles)) {
    const password = given[role] ?? randomBytes(24).toString("base64url");
    const { rows } = await client.query<{ password: string }>(
      "insert into reflux_private.logins as l (role, password) values ($1, $2) " +
        "on conflict (role) do update set password = coalesce($3, l.password) returning l.password",
      [role, password, given[role]],
    );
    // A role restored from a dump is new here while its password is known: then that one is set again.
    const known = rows[0]?.password ?? password;
    try {
      await client.query(`alter role ${role} password ${pg.escapeLiteral(known)}`);
    } catch (error) {
      throw notPermitted(error, `set the password of ${role}`, [
        `grant ${role} to the owner of this database with admin option, or set the password yourself`,
        "and insert it into reflux_private.logins",
      ]);
    }
  }
  await client.query(setLimits);
}

/**
 * The password of a login, read as the owner. A worker may know that of authors' SQL, which it connects as, too; no
 * other login may know another's.
 */
export async function readPassword(connection: pg.ClientConfig, role: LoginRole): Promise<string> {
  const isWorkers = connection.user === loginRoles.worker && role === loginRoles.query;
  const client = new pg.Client({ ...connection, application_name: "reflux login" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = isWorkers
      ? await client.query<{ password: string | null }>("select reflux_private.query_password() as password")
      : await client.query<{ password: string | null }>(
          "select password from reflux_private.logins where role = $1",
          [role],
        );
    if (rows[0]?.password) return rows[0].password;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === "42501") throw otherLogin(connection.user, role, error);
    if (code !== "42P01" && code !== "3F000") throw toRefluxError(error);
  } finally {
    await client.end();
  }
  throw new RefluxError("RFI02", `the login ${role} has no password in this database`, {
    hint: "run `reflux migrate`",
  });
}

function otherLogin(user: string | undefined, role: LoginRole, cause: unknown): RefluxError {
  return new RefluxError("RFP02", `${user ?? "this login"} cannot connect as ${role}`, {
    hint: `let DATABASE_URL name ${role} with its own password, or the owner of the database`,
    cause,
  });
}

const setLimits = readFileSync(new URL("migration/limits.sql", import.meta.url), "utf8");
const createRoles = readFileSync(new URL("migration/roles.sql", import.meta.url), "utf8");

function notPermitted(error: unknown, what: string, remedy: readonly string[]): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== "42501") return error;
  return new RefluxError("RFP02", `the owner of this database may not ${what}`, {
    hint: `grant it CREATEROLE, or let a superuser do this: ${remedy.join(" ")}`,
    cause: error,
  });
}
