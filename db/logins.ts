import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { RefluxError, toRefluxError } from "./errors.ts";

/** The two unprivileged logins. `api` may become one of the four roles of people; `query` runs authors' SQL. */
export const loginRoles = { api: "reflux_api", query: "reflux_query" } as const;
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
      "create role reflux_api login noinherit; create role reflux_query login;",
    ]);
  }
}

/** Gives each login without a known password a new random one. Needs `reflux_private.logins`. */
export async function ensurePasswords(client: pg.ClientBase, given: Passwords = {}): Promise<void> {
  for (const role of Object.values(loginRoles)) {
    const password = given[role] ?? randomBytes(24).toString("base64url");
    const { rows } = await client.query<{ password: string }>(
      "insert into reflux_private.logins as l (role, password) values ($1, $2) " +
        "on conflict (role) do update set role = l.role returning l.password",
      [role, password],
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
}

/** The password of a login, read as the owner. */
export async function readPassword(owner: pg.ClientConfig, role: LoginRole): Promise<string> {
  const client = new pg.Client({ ...owner, application_name: "reflux login" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ password: string }>(
      "select password from reflux_private.logins where role = $1",
      [role],
    );
    if (rows[0]) return rows[0].password;
  } catch (error) {
    const isMissing = error instanceof pg.DatabaseError && /^(42P01|3F000)$/.test(error.code ?? "");
    if (!isMissing) throw toRefluxError(error);
  } finally {
    await client.end();
  }
  throw new RefluxError("RFI02", `the login ${role} has no password in this database`, {
    hint: "run `reflux migrate`",
  });
}

const createRoles = readFileSync(new URL("migration/roles.sql", import.meta.url), "utf8");

function notPermitted(error: unknown, what: string, remedy: readonly string[]): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== "42501") return error;
  return new RefluxError("RFP02", `the owner of this database may not ${what}`, {
    hint: `grant it CREATEROLE, or let a superuser do this: ${remedy.join(" ")}`,
    cause: error,
  });
}
