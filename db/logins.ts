import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { callbackify } from "node:util";
import pg from "pg";
import { setting } from "./config.ts";
import { isUnreachable, RefluxError, toRefluxError } from "./errors.ts";
import { transaction } from "./migration/transaction.ts";

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
    throw notPermitted(error, "create the roles of REFLUX");
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

/** What a process logs in with. */
export type Login = { readonly user: string; readonly password: string };
/** By role; a password is null for those who may not know it. */
export type KnownLogins = ReadonlyMap<string, { readonly user: string; readonly password: string | null }>;

/** Whether each role has a login, with the password that is given, if one is. */
export function hasLogins(known: KnownLogins, given: Passwords = {}): boolean {
  return Object.values(loginRoles).every(
    (role) => known.has(role) && (given[role] === undefined || given[role] === known.get(role)?.password),
  );
}

/** Whether a user is that role, or a login of one database for it. */
export function isLoginFor(role: LoginRole, user: string | undefined): boolean {
  return user !== undefined && new RegExp(`^${role}(_[0-9a-f]{8})?$`).test(user);
}

/** Whether the server lets each of them in. */
export async function areAccepted(connection: pg.ClientConfig, logins: KnownLogins): Promise<boolean> {
  const refusals = await Promise.all(
    [...logins.values()].map(async ({ user, password }) =>
      password === null ? undefined : await refusalOf(connection, { user, password }),
    ),
  );
  return refusals.every((refusal) => refusal === undefined);
}

/**
 * Gives each role a login that works, and changes none that another database of this server uses: roles belong to the
 * server, so a database that does not know the password of `reflux_api` gets a login of its own, a member of it.
 * Needs `reflux_private.logins`. Then, what authors' SQL may use up.
 */
export async function ensureLogins(
  client: pg.ClientBase,
  connection: pg.ClientConfig,
  given: Passwords = {},
): Promise<void> {
  const suffix = randomBytes(4).toString("hex");
  for (const role of Object.values(loginRoles)) {
    const ours = await knownLogin(client, role);
    const wanted = given[role];
    const isAsWanted = wanted === undefined || wanted === ours?.password;
    if (ours && isAsWanted && (await refusalOf(connection, ours)) === undefined) continue;

    const login = {
      user: ours?.user ?? role,
      password: wanted ?? ours?.password ?? randomBytes(24).toString("base64url"),
    };
    const isSet = await setPassword(client, role, login).catch(async (error: unknown) => {
      // A superuser may have set it for an owner who cannot.
      if ((await refusalOf(connection, login)) !== undefined) throw error;
      return true;
    });
    if (isSet || (await refusalOf(connection, login)) === undefined) await record(client, role, login);
    else if (wanted !== undefined) throw othersLogin(login.user);
    else {
      const own = { user: `${role}_${suffix}`, password: login.password };
      await setPassword(client, role, own);
      await record(client, role, own);
    }
  }
  const query = await knownLogin(client, loginRoles.query);
  await transaction(client, async () => {
    await client.query("select set_config('reflux.login', $1, true)", [query?.user]);
    await client.query(setLimits);
  });
  for (const role of Object.values(loginRoles)) {
    const login = await knownLogin(client, role);
    const refusal = login && (await refusalOf(connection, login));
    if (refusal) throw refused(login.user, refusal);
  }
}

/**
 * Sets the password of a login, made if it is not there. False, and nothing is changed, where another database uses it. That
 * is asked once it is locked, so that of two databases that begin at once the second sees the first.
 */
async function setPassword(
  client: pg.ClientBase,
  role: LoginRole,
  { user, password }: Login,
): Promise<boolean> {
  let isOurs = true;
  try {
    await transaction(client, async () => {
      const { rowCount } = await client.query("select from pg_catalog.pg_roles where rolname = $1", [user]);
      if (rowCount === 0) {
        const limit = role === loginRoles.query ? "connection limit 100" : "";
        await client.query(
          `create role ${pg.escapeIdentifier(user)} login inherit ${limit} password ${pg.escapeLiteral(password)}`,
        );
        await client.query(`grant ${role} to ${pg.escapeIdentifier(user)}`);
      } else {
        await client.query("savepoint before");
        await client.query(`alter role ${pg.escapeIdentifier(user)} password ${pg.escapeLiteral(password)}`);
      }
      const { rows } = await client.query<{ others: boolean; current: string }>(usedByOthers, [user]);
      const { others, current } = rows[0] ?? { others: true, current: "" };
      isOurs = !others;
      if (isOurs) await client.query(`grant connect on database ${current} to ${pg.escapeIdentifier(user)}`);
      else await client.query("rollback to before");
    });
  } catch (error) {
    throw notPermitted(error, `make the login ${user} or set its password`);
  }
  return isOurs;
}

/** Postgres notes for the whole server which role has rights in which database. */
const usedByOthers = `select pg_catalog.quote_ident(h.datname) as current, exists (
    select from pg_catalog.pg_shdepend d
    where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = pg_catalog.quote_ident($1)::regrole
      and (d.dbid not in (0, h.oid) or d.dbid = 0 and d.classid = 'pg_catalog.pg_database'::regclass and d.objid <> h.oid)
  ) as others
  from pg_catalog.pg_database h where h.datname = pg_catalog.current_database()`;

async function knownLogin(client: pg.ClientBase, role: LoginRole): Promise<Login | undefined> {
  const { rows } = await client.query<Login>(
    'select coalesce(login, role) as "user", password from reflux_private.logins where role = $1',
    [role],
  );
  return rows[0];
}

async function record(client: pg.ClientBase, role: LoginRole, { user, password }: Login): Promise<void> {
  await client.query(
    "insert into reflux_private.logins (role, login, password) values ($1, nullif($2, $1), $3) " +
      "on conflict (role) do update set login = excluded.login, password = excluded.password",
    [role, user, password],
  );
}

/** Why the server does not let a login in; undefined if it does. Anything else that goes wrong is thrown. */
async function refusalOf(connection: pg.ClientConfig, login: Login): Promise<pg.DatabaseError | undefined> {
  const client = new pg.Client({ ...connection, ...login, application_name: "reflux login" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    // All its places are taken: then it works.
    if (code === "53300") return undefined;
    if (error instanceof pg.DatabaseError && /^(28000|28P01|42501)$/.test(code ?? "")) return error;
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * What to log in with as a role, read as the owner. A worker may know the login of authors' SQL, which it connects as,
 * too; no other login may know another's.
 */
export async function readLogin(connection: pg.ClientConfig, role: LoginRole): Promise<Login> {
  const isWorkers = isLoginFor(loginRoles.worker, connection.user) && role === loginRoles.query;
  const client = new pg.Client({ ...connection, application_name: "reflux login" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    if (!isWorkers) {
      const login = await knownLogin(client, role);
      if (login) return login;
    } else {
      const { rows } = await client.query<{ user: string; password: string | null }>(
        'select reflux_private.query_login() as "user", reflux_private.query_password() as password',
      );
      const [row] = rows;
      if (row?.password) return { user: row.user, password: row.password };
    }
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === "42501") throw otherLogin(connection.user, role, error);
    // As any connection that fails: whoever asked may try again.
    if (isUnreachable(error)) throw error;
    if (!/^(42P01|42703|42883|3F000)$/.test(code ?? "")) throw toRefluxError(error);
  } finally {
    await client.end();
  }
  throw new RefluxError("RFI02", `${role} has no login in this database`, { hint: "run `reflux migrate`" });
}

export type ClientKind = new (config?: pg.ClientConfig) => pg.Client;

/**
 * Connections of a login whose name and password only the database knows: looked up at the first, and again after a failure.
 */
export function loginClient(Base: ClientKind, lookUp: () => Promise<Login>): ClientKind {
  return class extends Base {
    override connect(): Promise<pg.Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
      const connected = lookUp().then(async (login) => {
        // The pool gave it up meanwhile.
        if (this.connection.stream.destroyed) throw new Error("timeout expired");
        Object.assign(this, login);
        // What the driver says at the start it takes from there.
        Object.assign(Object(Reflect.get(this, "connectionParameters")), login);
        return await super.connect();
      });
      if (callback === undefined) return connected;
      callbackify(async () => await connected)((error) => callback(error));
    }
  };
}

function otherLogin(user: string | undefined, role: LoginRole, cause: unknown): RefluxError {
  return new RefluxError("RFP02", `${user ?? "this login"} cannot connect as ${role}`, {
    hint: `let DATABASE_URL name ${role} with its own password, or the owner of the database`,
    cause,
  });
}

function othersLogin(user: string): RefluxError {
  const variable = `${user.toUpperCase()}_PASSWORD`;
  return new RefluxError(
    "RFP25",
    `${user} is in use by another database of this server, with another password`,
    {
      hint: `give ${variable} the password it has there, or unset it: this database then gets a login of its own`,
    },
  );
}

function refused(user: string, cause: pg.DatabaseError): RefluxError {
  return new RefluxError("RFP25", `the server refuses the login ${user}: ${cause.message}`, {
    hint:
      `let pg_hba.conf admit ${user} with a password, and, as a superuser: ` +
      `alter role ${user} login; grant connect on database … to ${user}`,
    cause,
  });
}

const setLimits = readFileSync(new URL("migration/limits.sql", import.meta.url), "utf8");
const createRoles = readFileSync(new URL("migration/roles.sql", import.meta.url), "utf8");

function notPermitted(error: unknown, what: string): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== "42501") return error;
  return new RefluxError("RFP02", `the owner of this database may not ${what}`, {
    hint:
      "as a superuser, make the owner one who may (alter role OWNER createrole) and, where there are roles of REFLUX " +
      `already, hand them on: ${handOn}. Or make them all, with passwords that migrate is told as ` +
      `REFLUX_API_PASSWORD, REFLUX_WORKER_PASSWORD and REFLUX_QUERY_PASSWORD: ${rolesByHand.join(" ")}`,
    cause: error,
  });
}

const people = "reflux_viewer, reflux_operator, reflux_editor, reflux_admin";
const handOn = `grant ${people}, reflux_api, reflux_worker, reflux_query to OWNER with admin option`;

/** What a superuser runs for an owner who may make no roles; alike from Postgres 15 to 18. */
export const rolesByHand: readonly string[] = [
  "create role reflux_viewer; create role reflux_operator; create role reflux_editor; create role reflux_admin;",
  "create role reflux_api login noinherit password 'API'; create role reflux_worker login noinherit password 'WORKER';",
  "create role reflux_query login noinherit connection limit 100 password 'QUERY';",
  "grant reflux_viewer to reflux_operator; grant reflux_operator to reflux_editor; grant reflux_editor to reflux_admin;",
  `grant ${people} to reflux_api;`,
  "grant reflux_admin, reflux_api, reflux_worker, reflux_query to OWNER;",
];
