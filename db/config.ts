import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RefluxError } from "./errors.ts";

/**
 * Every environment variable REFLUX reads, in one place. A variable is read when it is asked for, so a test
 * can set one; a bad value is refused with its name and what was expected, never replaced by the default.
 */
export const variables = {
  DATABASE_URL: variable(
    "Connection string of the Postgres (15 or later) to use instead of the embedded cluster.",
    optional(postgresUrl),
  ),
  TEST_DATABASE_URL: variable(
    "Server on which `npm test` creates its throw-away databases and the login roles. Never a server with data you keep.",
    optional(postgresUrl),
  ),
  REFLUX_HOME: variable(
    "Folder of all local state: database, artifacts, traces, keys. Default `.reflux` in the project's folder: the nearest one, from the current folder up, with a `package.json` or a `.reflux`.",
    (text) => (text === undefined ? homeOfProject(process.cwd()) : resolve(text)),
  ),
  REFLUX_POSTGRES_BIN: variable(
    "Folder with `initdb` and `postgres` for the embedded cluster, instead of the binaries that npm installed.",
    optional((text) => resolve(text)),
  ),
  HOST: variable(
    "Address the server listens on. Anything but loopback makes every route ask for a token.",
    withDefault("127.0.0.1", hostName),
  ),
  PORT: variable("Port the server listens on; 0 takes a free one.", withDefault(7300, port)),
  REFLUX_OPERATIONS: variable(
    "Which GraphQL operations the server runs: `persisted`, those of its page and of REFLUX_OPERATIONS_FILE; or `any`, within limits. Default `persisted`; in development `any`.",
    optional(operations),
  ),
  REFLUX_OPERATIONS_FILE: variable(
    "Operations that the server runs besides those of its page: a folder of `.graphql` files, or a JSON map of SHA-256 to document.",
    optional((text) => resolve(text)),
  ),
  REFLUX_ORIGINS: variable(
    "Origins, separated by commas, whose pages may open websockets: needed behind a proxy that changes Host. In development they need no token.",
    optional(origins),
  ),
  REFLUX_ALLOW_HOSTS: variable(
    "Hosts, separated by commas, that nodes may call although they are private: `name`, `name:port` or an address range.",
    withDefault<readonly string[]>([], list),
  ),
  REFLUX_ONLY: variable(
    "Nodes that a worker runs, separated by commas, and no others: `http.request`, `http.request@1` or `http.*`. As `--only`.",
    optional(nodeWords),
  ),
  REFLUX_WITHOUT: variable(
    "Nodes that a worker does not run, in the same words. As `--without`.",
    optional(nodeWords),
  ),
  REFLUX_SECRET_KEY: variable(
    "Key of the secrets, 32 bytes in base64. Default: a file `secret.key` in REFLUX_HOME, made at first use.",
    optional(key),
  ),
  REFLUX_API_PASSWORD: variable(
    "What `reflux migrate` makes the password of the login reflux_api. Default: a random one, kept in the database.",
    optional(password),
  ),
  REFLUX_WORKER_PASSWORD: variable("The same for reflux_worker.", optional(password)),
  REFLUX_QUERY_PASSWORD: variable("The same for reflux_query.", optional(password)),
  REFLUX_SECRET_KEY_OLD: variable(
    "Earlier keys, separated by commas: what they encrypted can still be read. `reflux secret rotate-key` ends the need.",
    withDefault<readonly Buffer[]>([], (text) => text.split(",").map((one) => key(one.trim()))),
  ),
  REFLUX_LOG: variable(
    "How the server and the worker write their log: `text`, or `json`, an object a line.",
    withDefault<"text" | "json">("text", logFormat),
  ),
  REFLUX_DEBUG: variable(
    "Set to 1, the command line prints the stack of an error, too.",
    withDefault(false, (text) => text !== "0"),
  ),
} as const;

export type VariableName = keyof typeof variables;
export type Config = { readonly [Name in VariableName]: ReturnType<(typeof variables)[Name]["parse"]> };
type Environment = Readonly<Record<string, string | undefined>>;

/** One variable. An unset and an empty variable mean the same. */
export function setting<Name extends VariableName>(name: Name, env: Environment = process.env): Config[Name] {
  const problem = { name, text: env[name] || undefined };
  try {
    // Each parser returns the type its own name has in Config; the compiler loses that link on an index.
    return variables[name].parse(problem.text) as Config[Name];
  } catch (error) {
    throw refused([{ ...problem, expected: messageOf(error) }]);
  }
}

/** All variables, with every problem in one error: what `doctor` and the long-running commands call first. */
export function config(env: Environment = process.env): Config {
  const problems: Problem[] = [];
  const entries = Object.entries(variables).map(([name, { parse }]) => {
    try {
      return [name, parse(env[name] || undefined)];
    } catch (error) {
      problems.push({ name, text: env[name], expected: messageOf(error) });
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw refused(problems);
  // Built from the keys of `variables`, each with its own parser.
  return Object.fromEntries(entries) as Config;
}

export function databaseUrl(env: Environment = process.env): string | undefined {
  return setting("DATABASE_URL", env);
}

export function refluxHome(env: Environment = process.env): string {
  return setting("REFLUX_HOME", env);
}

/** Two folders of one project have one database; where there is no project, the current folder has its own. */
export function homeOfProject(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (["package.json", ".reflux"].some((name) => existsSync(join(at, name)))) return join(at, ".reflux");
    if (at === dirname(at)) return join(folder, ".reflux");
  }
}

type Problem = { readonly name: string; readonly text: string | undefined; readonly expected: string };

function refused(problems: readonly Problem[]): RefluxError {
  // The value of a connection string may hold a password: say only what was expected.
  const lines = problems.map(({ name, expected }) => `${name}: expected ${expected}`);
  return new RefluxError("RFV06", `bad environment variable: ${lines.join("; ")}`, {
    detail: problems.map(({ name, expected }) => ({ variable: name, expected })),
    hint: "correct the value or unset the variable",
  });
}

function variable<T>(doc: string, parse: (text: string | undefined) => T) {
  return { doc, parse } as const;
}

function optional<T>(parse: (text: string) => T) {
  return (text: string | undefined): T | undefined => (text === undefined ? undefined : parse(text));
}

function withDefault<T>(fallback: T | string, parse: (text: string) => T) {
  return (text: string | undefined): T => {
    if (text !== undefined) return parse(text);
    return typeof fallback === "string" ? parse(fallback) : fallback;
  };
}

function postgresUrl(text: string): string {
  if (/^postgres(ql)?:\/\/\S+$/.test(text)) return text;
  throw new Error("a connection string such as postgresql://user:password@host:5432/database");
}

function password(text: string): string {
  if (text.length >= 16) return text;
  throw new Error("at least 16 characters, such as `openssl rand -hex 24` prints");
}

function hostName(text: string): string {
  if (/^[\w.:[\]-]+$/.test(text)) return text;
  throw new Error("a host name or an address");
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new Error("a port number from 0 to 65535");
}

function list(text: string): readonly string[] {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.every((entry) => /^[\w.:*[\]-]+(\/\d{1,3})?$/.test(entry))) return entries;
  throw new Error("hosts separated by commas, such as localhost:8080,10.0.0.0/8");
}

/** Whether there are such nodes is for the worker to say. */
export function nodeWords(text: string): readonly string[] {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length > 0) return words;
  throw new RefluxError("RFV06", "nodes separated by commas, such as log,http.*");
}

function logFormat(text: string): "text" | "json" {
  if (text === "text" || text === "json") return text;
  throw new Error("text or json");
}

function operations(text: string): "persisted" | "any" {
  if (text === "persisted" || text === "any") return text;
  throw new Error("persisted or any");
}

function origins(text: string): readonly string[] {
  const entries = text.split(",").map((entry) => entry.trim().toLowerCase());
  if (entries.every((entry) => /^https?:\/\/[\w.:[\]-]+$/.test(entry))) return entries;
  throw new Error("origins separated by commas, such as https://reflux.example.com");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function key(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 32) throw new Error("32 bytes in base64, as `openssl rand -base64 32` prints");
  return bytes;
}
