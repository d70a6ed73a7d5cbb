import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { parseJson } from "#language/json.ts";
import { databaseUrl, refluxHome } from "./config.ts";
import { embeddedUrl } from "./embedded/layout.ts";
import { type ClientKind, isLoginFor, type Login, loginClient, loginRoles, readLogin } from "./logins.ts";
import { pinned } from "./session-settings.ts";
import type { DB } from "./types.gen.ts";

export type { DB } from "./types.gen.ts";

export type PoolOptions = {
  /** Default: DATABASE_URL, else the embedded server of REFLUX_HOME (which has to run). */
  readonly connectionString?: string;
  readonly max?: number;
  /**
   * Which login: that of the connection string (the owner, as a rule), the API's, the workers', or the one that runs
   * authors' SQL.
   */
  readonly user?: "owner" | "api" | "worker" | "query";
  /** What pg_stat_activity shows, so that an operator sees who holds a lock. */
  readonly applicationName?: string;
  /** Ends a statement that runs longer. Default: none, since a worker's calls are bounded by their own deadlines. */
  readonly statementTimeoutMs?: number;
  /** Ends a session that sits inside a transaction: it would hold locks and dead rows for everybody. */
  readonly idleInTransactionTimeoutMs?: number;
  /** What connections are made of. Default: the driver's own. */
  readonly Client?: ClientKind;
  /** A connection broke while nobody used it. The pool replaces it; this is for the log. */
  readonly onError?: (error: Error) => void;
};

/** Whatever a connection of this process reads: JSON keeps its digits. */
for (const type of [pg.types.builtins.JSON, pg.types.builtins.JSONB]) pg.types.setTypeParser(type, parseJson);

/** The only place where connections come from. A lost connection is never an unhandled error. */
export function createPool(options: PoolOptions = {}): pg.Pool {
  const { max = 10, onError = () => undefined } = options;
  const pool = new pg.Pool({
    ...clientConfig(options),
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  });
  // Each client tells us itself, idle or checked out; the pool would repeat it for the idle ones.
  pool.on("connect", (client) => client.on("error", onError));
  pool.on("error", () => undefined);
  return pool;
}

/** Connections of their own to where a pool connects: for what must not wait while all of the pool's are in use. */
export function createPoolBeside(pool: pg.Pool, { max, purpose }: { max: number; purpose: string }): pg.Pool {
  const config = connectionOf(pool);
  const beside = new pg.Pool({
    ...config,
    max,
    application_name: `${config.application_name ?? "reflux"} ${purpose}`,
  });
  beside.on("connect", (client) => client.on("error", () => undefined));
  beside.on("error", () => undefined);
  return beside;
}

/** Closing the pool is the caller's: `kysely.destroy()` ends it. */
export function createKysely(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // What failed first is what the caller has to hear of, even when the connection cannot roll back.
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What a connection is made with, and of. */
export type Connection = pg.ClientConfig & {
  readonly Client?: ClientKind;
  /** For a login that only the database knows. */
  readonly lookUp?: () => Promise<Login>;
};

/** What a pool connects with, for a connection beside it. The pool hides its password from a plain copy. */
export function connectionOf(pool: pg.Pool): Connection {
  const { password, ssl } = pool.options;
  // As clientConfig made them, or the driver's own.
  return {
    ...(pool.options as pg.ClientConfig as Connection),
    password,
    ...(ssl === undefined ? {} : { ssl }),
  };
}

/** The same login, on connections of another kind. */
export function clientOf({ lookUp }: Connection, Client: ClientKind): ClientKind {
  return lookUp === undefined ? Client : loginClient(Client, lookUp);
}

/** The connection string everything uses when it is given none. */
export function defaultUrl(): string {
  return databaseUrl() ?? embeddedUrl(refluxHome());
}

function clientConfig(options: PoolOptions): Connection {
  const { user = "owner", applicationName = "reflux", connectionString = defaultUrl() } = options;
  const owner = parseIntoClientConfig(connectionString);
  const config: pg.ClientConfig = {
    ...pinned(owner, user === "query" ? "authors" : "engine"),
    application_name: applicationName,
    keepAlive: true,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 60_000,
  };
  const { Client = pg.Client } = options;
  if (user === "owner") return { ...config, Client };
  const role = loginRoles[user];
  // Least rights: a process may be told its own login, and never know the owner's.
  if (isLoginFor(role, owner.user)) return { ...config, Client };
  let login: Promise<Login> | undefined;
  // Asked for once per pool, and again after a failure.
  const lookUp = () => {
    login ??= readLogin(pinned(owner), role).catch((error: unknown) => {
      login = undefined;
      throw error;
    });
    return login;
  };
  return { ...config, user: role, password: undefined, Client: clientOf({ lookUp }, Client), lookUp };
}
