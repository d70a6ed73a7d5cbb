import type pg from "pg";
import { type TestDb, withDb } from "#db/testing/databases.ts";
import { type Proxy, startProxy } from "#db/testing/proxy.ts";
import type { Role } from "../auth/principal.ts";
import { type RefluxServer, type ServerOptions, startServer } from "../server.ts";

/** A server of its own on a database of its own, with what a test needs to ask it something. */
export type Stage = TestDb & {
  readonly server: RefluxServer;
  readonly origin: string;
  /** What the server logged, oldest first. */
  readonly lines: readonly string[];
  /** A new token; of all flows unless some are named. */
  token(role: Role, flows?: readonly string[]): Promise<string>;
  /** One GraphQL operation; `as` is a token. */
  ask(query: string, variables?: object, as?: string): Promise<Answer>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

export type Answer = {
  readonly status: number;
  // The shape is the query's, which each test knows.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: Problem;
    readonly path?: unknown;
  }[];
};

export type Problem = { readonly code: string; readonly detail?: unknown; readonly hint?: string };

process.env["REFLUX_SECRET_KEY"] ??= Buffer.alloc(32, 7).toString("base64");

export async function withServer<T>(
  work: (stage: Stage) => Promise<T>,
  options: Partial<ServerOptions> = {},
): Promise<T> {
  return await withDb(async (db) => await onStage(db, work, options));
}

/** The same, with a network between server and database that can be made to fail. The stage's own pool is beside it. */
export async function withNetwork<T>(
  work: (stage: Stage & { readonly proxy: Proxy }) => Promise<T>,
): Promise<T> {
  return await withDb(async (db) => {
    await using proxy = await startProxy(db.url);
    return await onStage(db, async (stage) => await work({ ...stage, proxy }), { databaseUrl: proxy.url });
  });
}

async function onStage<T>(
  db: TestDb,
  work: (stage: Stage) => Promise<T>,
  options: Partial<ServerOptions>,
): Promise<T> {
  const lines: string[] = [];
  await using server = await startServer({
    databaseUrl: db.url,
    port: 0,
    log: (level, message) => void lines.push(`${level} ${message}`),
    ...options,
  });
  const origin = server.url;
  const fetchPath = async (path: string, init: RequestInit = {}) => await fetch(origin + path, init);
  return await work({
    ...db,
    server,
    origin,
    lines,
    token: async (role, flows) => await createToken(db.pool, role, flows),
    ask: async (query, variables = {}, as) => await ask(fetchPath, query, variables, as),
    fetch: fetchPath,
  });
}

export async function createToken(pool: pg.Pool, role: Role, flows?: readonly string[]): Promise<string> {
  const { rows } = await pool.query<{ token: string }>("select token from reflux.create_token($1, $2, $3)", [
    `the ${role}`,
    role,
    flows ?? null,
  ]);
  return rows[0]?.token ?? "";
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

async function ask(
  fetchPath: Stage["fetch"],
  query: string,
  variables: object,
  token: string | undefined,
): Promise<Answer> {
  const response = await fetchPath("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(token === undefined ? {} : bearer(token)),
    },
    body: JSON.stringify({ query, variables }),
  });
  // GraphQL's answer, or the server's own problem.
  const body = (await response.json()) as Partial<Omit<Answer, "status">> & {
    error?: Problem & { message: string };
  };
  const { data = null, errors = [], error } = body;
  return {
    status: response.status,
    data,
    errors: error ? [{ message: error.message, extensions: error }] : errors,
  };
}
