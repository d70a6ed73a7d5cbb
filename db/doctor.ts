import { accessSync, constants, existsSync } from "node:fs";
import { parseIntoClientConfig } from "pg-connection-string";
import { createPool } from "./client.ts";
import { config, setting } from "./config.ts";
import { ask } from "./doctor-query.ts";
import { serverAccount } from "./embedded/account.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { layoutOf } from "./embedded/layout.ts";
import { runningEmbedded } from "./embedded/running.ts";
import { engineFindings } from "./engine-findings.ts";
import { RefluxError } from "./errors.ts";
import { type Finding, look, lookAsync, ok, warning } from "./finding.ts";
import { isLoginFor, loginRoles } from "./logins.ts";
import { assertSchema } from "./migrate.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What is configured, reachable and stale. Looks only: it starts and changes nothing. */
export async function examine(env: Environment = process.env): Promise<readonly Finding[]> {
  const settings = look("settings", () => `${Object.keys(config(env)).length} variables read`);
  if (settings.state === "problem") return [settings];
  const { url, findings } = setting("DATABASE_URL", env) === undefined ? embedded(env) : configured(env);
  if (url === undefined) return [settings, ...findings];

  const connection = await lookAsync("database", () => version(url));
  const reachable = connection.state === "ok" ? await inside(url) : [];
  return [settings, ...findings, connection, ...reachable];
}

type Place = { readonly url: string | undefined; readonly findings: readonly Finding[] };

function configured(env: Environment): Place {
  const url = setting("DATABASE_URL", env) ?? "";
  return { url, findings: [ok("server", `DATABASE_URL, ${url.replace(/:[^:@/]*@/, ":…@")}`)] };
}

function embedded(env: Environment): Place {
  const home = setting("REFLUX_HOME", env);
  const folder = look("folder", () => {
    if (!existsSync(home)) return `${home}, made at the first start`;
    accessSync(home, constants.W_OK);
    return home;
  });
  const programs = look("programs", () => {
    const { major, postgres } = findBinaries(serverAccount(layoutOf(home).dataDir));
    return `Postgres ${major}, ${postgres}`;
  });
  const running = runningEmbedded(home);
  if (!running) {
    const idle = warning("server", "embedded, not running", "start it with `reflux dev`");
    return { url: undefined, findings: [folder, programs, idle] };
  }
  const { pid, parent } = running;
  const server =
    parent === undefined
      ? warning("server", `embedded, process ${pid}, left behind`, "the next `reflux dev` adopts it")
      : ok("server", `embedded, process ${pid}, run by process ${parent}`);
  return { url: running.url, findings: [folder, programs, server] };
}

async function version(url: string): Promise<string> {
  const began = performance.now();
  const [row] = await ask<{ version: string }>(url, "select current_setting('server_version') as version");
  const answer = row?.version ?? "";
  if (Number.parseInt(answer, 10) >= 15) {
    return `Postgres ${answer}, answered in ${Math.round(performance.now() - began)} ms`;
  }
  throw new RefluxError("RFI02", `Postgres ${answer} is too old`, { hint: "15 or later is needed" });
}

async function inside(url: string): Promise<readonly Finding[]> {
  const schema = await lookAsync("schema", async () => {
    await assertSchema(url);
    return "current";
  });
  const extensions = await lookAsync("extensions", () => optionalExtensions(url));
  if (schema.state === "problem") return [schema, extensions];
  const { user } = parseIntoClientConfig(url);
  // A server or a worker that is told its own login knows no other's, and cannot look at what is the owner's.
  if (isLoginFor(loginRoles.api, user)) return [schema, extensions, await login(url, "api")];
  if (isLoginFor(loginRoles.worker, user))
    return [schema, extensions, await login(url, "worker"), await login(url, "query")];
  const logins = await Promise.all(users.map((name) => login(url, name)));
  return [
    schema,
    extensions,
    await owner(url),
    ...logins,
    await limits(url),
    await doors(url),
    ...(await engineFindings(url)),
  ];
}

const users = ["api", "worker", "query"] as const;

async function owner(url: string): Promise<Finding> {
  const [row] = await ask<{ name: string; mighty: boolean }>(
    url,
    "select rolname as name, rolsuper or rolbypassrls as mighty from pg_roles where rolname = current_user",
  );
  const { name, mighty } = row ?? { name: "", mighty: false };
  return mighty
    ? warning(
        "owner",
        `${name} is a superuser`,
        `REFLUX needs none: \`alter role ${name} nosuperuser createrole\``,
      )
    : ok("owner", `${name}, no superuser`);
}

/** One limit of authors' SQL takes a superuser to set, or one who let the owner. */
async function limits(url: string): Promise<Finding> {
  const [row] = await ask<{ login: string; missing: boolean }>(
    url,
    `select r.rolname as login, not exists (
       select from pg_db_role_setting d, unnest(d.setconfig) c
       where d.setrole = r.oid and c like 'temp_file_limit=%') as missing
     from reflux_private.logins l
     join pg_roles r on r.rolname = coalesce(l.login, l.role)
     where l.role = 'reflux_query'`,
  );
  return row?.missing
    ? warning(
        "limits",
        "SQL of authors may fill the disk with temporary files",
        `as a superuser: \`alter role ${row.login} set temp_file_limit = '1GB'\``,
      )
    : ok("limits", "SQL of authors is limited in time, locks, memory and temporary files");
}

async function optionalExtensions(url: string): Promise<string> {
  const rows = await ask<{ name: string }>(
    url,
    "select name from pg_available_extensions where name in ('vector', 'pg_duckdb') order by name",
  );
  return rows.length === 0
    ? "neither pgvector nor pg_duckdb; the built-in ways are used"
    : rows.map(({ name }) => name).join(", ");
}

async function login(url: string, user: keyof typeof loginRoles): Promise<Finding> {
  return await lookAsync(`login ${user}`, async () => {
    const pool = createPool({ connectionString: url, user, max: 1, applicationName: "reflux doctor" });
    try {
      const { rows } = await pool.query<{ role: string }>("select session_user as role");
      return `logs in as ${rows[0]?.role}`;
    } finally {
      await pool.end();
    }
  });
}

/** Names that anybody may put before ours, or beside them. */
async function doors(url: string): Promise<Finding> {
  const [row] = await ask<{ name: string; temporary: boolean; create: boolean }>(
    url,
    `select
       quote_ident(current_database()) as name,
       has_database_privilege('public', current_database(), 'temporary') as temporary,
       exists (
         select from pg_namespace n
         where n.nspname = 'public' and has_schema_privilege('public', n.oid, 'create')) as create`,
  );
  const open = [
    ...(row?.temporary ? [`revoke temporary on database ${row.name} from public`] : []),
    ...(row?.create ? ["revoke create on schema public from public"] : []),
  ];
  if (open.length === 0) return ok("doors", "nobody makes objects here who was not told to");
  return warning(
    "doors",
    "anybody who can connect may make objects here",
    `as the owner: ${open.join("; ")}`,
  );
}
