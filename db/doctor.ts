import { accessSync, constants, existsSync } from "node:fs";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { createPool } from "./client.ts";
import { config, setting } from "./config.ts";
import { serverAccount } from "./embedded/account.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { layoutOf } from "./embedded/layout.ts";
import { runningEmbedded } from "./embedded/running.ts";
import { RefluxError } from "./errors.ts";
import { type Finding, look, lookAsync, ok, problem, warning } from "./finding.ts";
import { isLoginFor, loginRoles } from "./logins.ts";
import { assertSchema } from "./migrate.ts";
import { connectionTo } from "./session-settings.ts";

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
    await workers(url),
    ...(await needs(url)),
    await stuckSteps(url),
    await retention(url),
    await readers(url),
    await watches(url),
    await schedules(url),
    await onFailure(url),
    await tokens(url),
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

async function workers(url: string): Promise<Finding> {
  const [row] = await ask<{ live: number; lost: number; deaf: number }>(
    url,
    `select
       count(*) filter (where lease_until > now())::int as live,
       count(*) filter (where lease_until <= now())::int as lost,
       count(*) filter (where deaf and lease_until > now())::int as deaf
     from reflux.workers
     where stopped_at is null and lost_at is null`,
  );
  const { live, lost, deaf } = row ?? { live: 0, lost: 0, deaf: 0 };
  if (lost > 0) {
    return warning(
      "workers",
      `${live} live, ${lost} silent`,
      "a live worker's sweeper takes their steps over",
    );
  }
  if (deaf > 0) {
    return warning(
      "workers",
      `${live} live, ${deaf} of them take no step: the queue does not answer them`,
      "they hang up their doorbell anew by themselves; their log says why",
    );
  }
  const differing = await unequal(url);
  if (differing.length > 0) {
    return warning(
      "workers",
      `${live} live, and not equal: ${differing.join("; ")}`,
      "steps go to those that may run them; give all the same REFLUX_SECRET_KEY and REFLUX_ALLOW_HOSTS",
    );
  }
  return live > 0
    ? ok("workers", `${live} live`)
    : warning("workers", "none", "start one with `reflux worker`");
}

/** Of what nodes require, what is there. Nothing is said where no node requires anything. */
async function needs(url: string): Promise<readonly Finding[]> {
  const rows = await ask<{
    need: string;
    nodes: string;
    workers: number;
    problem?: string;
    provide?: string;
  }>(
    url,
    "select need, array_to_string(nodes, ', ') as nodes, workers, problem, provide from reflux.needs order by need",
  );
  return rows.map(({ need, nodes, workers: met, problem: why, provide }) => {
    const known = `${met} live worker(s) have it, for ${nodes}`;
    if (met > 0) return ok(need, why ? `${known}; ${why}` : known);
    return warning(
      need,
      `no live worker has it, for ${nodes}${why ? `; ${why}` : ""}`,
      provide ?? "start a worker",
    );
  });
}

/** Who of the live workers has other means, in groups. Who told nothing is of an older release. */
async function unequal(url: string): Promise<readonly string[]> {
  const rows = await ask<{ what: string }>(
    url,
    `with live as (
       select
         w.id,
         coalesce(w.secret_keys[1], 'none') as key,
         coalesce(nullif(array_to_string(w.allows, ','), ''), 'no host') as hosts
       from reflux.workers w
       join reflux_private.live_workers l on l.id = w.id
       where w.allows is not null),
     said as (
       select 'key ' || key as what, 1 as kind, id from live
       union all
       select 'allows ' || hosts, 2, id from live)
     select format('%s: worker %s', what, string_agg(id::text, ', ' order by id)) as what
     from said
     where kind in (select kind from said group by kind having count(distinct what) > 1)
     group by kind, what
     order by kind, what`,
  );
  return rows.map(({ what }) => what);
}

async function tokens(url: string): Promise<Finding> {
  const rows = await ask<{ id: string; name: string; what: string }>(
    url,
    "select id, name, case when expires_at is null then 'of an admin, never ends' " +
      "else 'ends ' || to_char(expires_at, 'YYYY-MM-DD') end as what from reflux.api_tokens " +
      "where revoked_at is null and (expires_at between now() and now() + interval '14 days' " +
      "or role = 'admin' and expires_at is null) order by id limit 20",
  );
  if (rows.length === 0) return ok("tokens", "none ends within 14 days, no admin's is for ever");
  const each = rows.map(({ id, name, what }) => `${id} (${name}) ${what}`).join("; ");
  return warning("tokens", each, "`reflux token rotate ID` gives a new one in its place");
}

async function stuckSteps(url: string): Promise<Finding> {
  const rows = await ask<{ problem: string; steps: number }>(
    url,
    "select problem, count(*)::int as steps from reflux.stuck_steps group by problem order by steps desc",
  );
  if (rows.length === 0) return ok("steps", "none is stuck");
  const causes = rows.map(({ problem, steps }) => `${steps}: ${problem}`).join("; ");
  return warning(
    "steps",
    `stuck: ${causes}`,
    "`reflux why RUN` tells more; `select * from reflux.stuck_steps`",
  );
}

async function retention(url: string): Promise<Finding> {
  const [row] = await ask<{ term: string; past: number; forever: boolean; flows: number }>(
    url,
    "select h.keep_runs::text as term, h.runs_past_term as past, h.keep_runs = '0' as forever, " +
      "(select count(*)::int from reflux.flows where keep_runs is not null) as flows from reflux.health() h",
  );
  if (!row) return problem("retention", "no settings");
  const { term, past, forever, flows } = row;
  const kept = `finished runs are kept ${forever ? "for ever" : term}`;
  const own = flows === 0 ? "" : `; ${flows} flow(s) have a term of their own`;
  const due =
    past === 0 ? "" : `; ${past} of the oldest 1000 are past their term, which workers delete by and by`;
  return ok("retention", kept + own + due);
}

/** What a reader has not read is kept, so one that never comes again fills the disk. */
async function readers(url: string): Promise<Finding> {
  const rows = await ask<{ name: string; silent: string }>(
    url,
    `select r.name, date_trunc('minute', now() - r.advanced_at)::text as silent
     from reflux_private.readers r
     where r.advanced_at < now() - interval '1 day'
     order by r.advanced_at
     limit 20`,
  );
  if (rows.length === 0) return ok("readers", "none holds history up");
  const each = rows.map(({ name, silent }) => `${name} has not read on for ${silent}`).join("; ");
  return warning(
    "readers",
    `history is kept for who does not come: ${each}`,
    "start it, or as an admin: `select reflux.forget_reader('NAME')`",
  );
}

/** A table that was dropped and made anew has lost what told us of its rows. */
async function watches(url: string): Promise<Finding> {
  const rows = await ask<{ flow: string; table_name: string; missing: boolean }>(
    url,
    `select distinct f.slug as flow, w.table_name, w.watched is null as missing
     from reflux_private.watches w
     join reflux.flows f on f.id = w.flow_id
     where not w.is_there
     order by 1, 2
     limit 20`,
  );
  if (rows.length === 0) return ok("watches", "every watched table tells of its rows");
  const each = rows.map(
    ({ flow, table_name: table, missing }) => `${flow}: ${table} ${missing ? "is gone" : "was made anew"}`,
  );
  return warning(
    "watches",
    `changes start no runs: ${each.join("; ")}`,
    "open the table to flows and deploy the flow again, or archive it",
  );
}

/** One that no worker finds a time for: its zone is unknown there, or it is older than the check at deploy. */
async function schedules(url: string): Promise<Finding> {
  const rows = await ask<{ flow: string; step: string; problem: string }>(
    url,
    `select f.slug as flow, s.step, s.problem
     from reflux.schedules s
     join reflux.flows f on f.id = s.flow_id
     where s.problem is not null and f.enabled and f.archived_at is null
     order by 1, 2
     limit 20`,
  );
  if (rows.length === 0) return ok("schedules", "every one has a next time");
  const each = rows.map(({ flow, step, problem: why }) => `${flow}, step ${step}: ${why}`);
  return warning(
    "schedules",
    `start no runs: ${each.join("; ")}`,
    "correct them and deploy their flows again",
  );
}

/** Whoever set one believes to be told; and what was tried and could not be started was told to nobody. */
async function onFailure(url: string): Promise<Finding> {
  const rows = await ask<{ what: string }>(
    url,
    `select format('%s: %s %s', coalesce(flow, 'all flows'), on_failure_flow, problem) as what
     from reflux_private.dead_on_failure_flows
     union all (
       select format('%s, step %s, %s: %s', f.slug, a.step, a.code, a.problem)
       from reflux.alerts a
       join reflux.flows f on f.id = a.flow_id
       where a.problem is not null and a.last_at > now() - interval '1 day'
       order by a.id desc
       limit 20)`,
  );
  if (rows.length === 0) return ok("alerts", "every on-failure flow that is set can start");
  return warning(
    "alerts",
    `nobody is told: ${rows.map(({ what }) => what).join("; ")}`,
    "`reflux on-failure FLOW` names another; `reflux alerts` lists what failed",
  );
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(
    connectionTo(url, {
      application_name: "reflux doctor",
      connectionTimeoutMillis: 5_000,
      statement_timeout: 10_000,
    }),
  );
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
