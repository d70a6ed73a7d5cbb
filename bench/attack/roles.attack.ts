/** The logins of REFLUX, each with its own password, against everything that was not given to it. */
import type pg from "pg";
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { withDb } from "#db/testing/databases.ts";
import { type Attempt, attackDoor } from "./attempts.ts";

const logins = ["api", "worker", "query"] as const;
type Login = (typeof logins)[number];

/** What each may do, said a second time and by hand: all else has to be refused. */
const mayCall: Readonly<Record<Login, readonly string[]>> = {
  api: names(
    "reflux",
    "changes_since",
    "reflux_private",
    "answer_link artifact_part engine_metrics find_link find_token find_webhook flows_of_runs last_change changes_of note_deliveries readiness receive_webhook run_results schema_state",
  ),
  worker: names(
    "reflux_private",
    `register_worker renew_worker stop_worker take_steps recall_steps complete_steps give_back tell_slot_key steps_of_graph
     read_secret read_vars egress_of_run sql_role_of_run write_artifact_part keep_artifact discard_upload find_artifact artifact_part write_logs sweep raise_alerts
     keep_partitions register_reader ends_since advance_reader drop_old_runs drop_loose_outputs drop_loose_artifacts drop_stale_watches due_schedules fire_schedule
     payload_sizes query_login query_password schema_state`,
    "graphile_worker",
    "force_unlock_workers",
  ),
  query: names("reflux_author", "complete_own_step"),
};
const mayTouch: Readonly<Record<string, string>> = {
  "graphile_worker._private_jobs": "select update delete",
  "graphile_worker._private_job_queues": "select update delete",
  "graphile_worker._private_tasks": "select insert",
  "graphile_worker._private_known_crontabs": "select",
  "graphile_worker.migrations": "select",
};
const schemas = ["reflux", "reflux_private", "reflux_author", "graphile_worker"];
const people = ["reflux_viewer", "reflux_operator", "reflux_editor", "reflux_admin"];

test.each(logins)("the login %s does what it was given, and nothing else", async (login) => {
  await withDb(async ({ url, pool }) => {
    const { rows: tables } = await pool.query<Table>(tablesQuery, [schemas]);
    const { rows: functions } = await pool.query<Function>(functionsQuery, [schemas]);
    const { rows: roles } = await pool.query<{ name: string }>(
      "select rolname as name from pg_roles where rolname ~ '^(reflux|postgres|pg_(read_all|write_all|write_server|execute|signal|monitor))'",
    );
    const attacker = createPool({ connectionString: url, user: login, max: 1 });
    try {
      await attackDoor(`login ${login}`, async (attempt) => {
        const refused = refusedBy(attacker, attempt);
        for (const { name, column, isView } of tables)
          for (const [verb, sql] of statements(name, column, isView))
            if (!(login === "worker" && mayTouch[name]?.includes(verb))) await refused(sql);
        for (const { name, call } of functions) if (!mayCall[login].includes(name)) await refused(call);
        for (const { name } of roles) for (const sql of aimedAt(name, login)) await refused(sql);
        for (const sql of atLarge) await refused(sql);
      });
    } finally {
      await attacker.end();
    }
  });
});

test.each(logins)("the login %s may call what stands here, and what stands here is there", async (login) => {
  await withDb(async ({ url }) => {
    const itself = createPool({ connectionString: url, user: login, max: 1 });
    try {
      const { rows } = await itself.query<{ name: string }>(grantedQuery, [schemas]);
      expect(rows.map(({ name }) => name)).toEqual([...mayCall[login]].toSorted());
    } finally {
      await itself.end();
    }
  });
});

/** 42501 is Postgres's "you may not"; the others say that there is no such thing to be had here. */
const NO = /^(42501|42939|28000|0A000|0LP01|2BP01|58P01|42704|42883|55006|25001|3F000)$/;

function refusedBy(pool: pg.Pool, attempt: Attempt) {
  return async (sql: string) =>
    await attempt(sql, async () => {
      const code = await pool.query(sql).then(
        () => "done",
        (error: { code: string }) => error.code,
      );
      expect(code, sql).toMatch(NO);
    });
}

type Table = { readonly name: string; readonly column: string; readonly isView: boolean };
type Function = { readonly name: string; readonly call: string };

const tablesQuery = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'v' as "isView",
    (select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attidentity = '' and a.attgenerated = '' order by a.attnum limit 1) as column
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v') and not c.relispartition`;

const functionsQuery = `select format('%s.%s', n.nspname, p.proname) as name, format('select %s.%s(%s)', n.nspname, p.proname,
    (select string_agg(format('(select null::%s)', format_type(t.type, null)), ', ' order by t.place)
      from unnest(p.proargtypes) with ordinality t(type, place))) as call
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1)`;

const grantedQuery = `select distinct format('%s.%s', n.nspname, p.proname) collate "C" as name
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = any ($1) and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')
  order by name`;

function statements(table: string, column: string, isView: boolean): readonly (readonly [string, string])[] {
  const drop = ["drop", `drop ${isView ? "view" : "table"} ${table}`] as const;
  const select = ["select", `select count(*) from ${table}`] as const;
  if (isView) return [select, drop];
  return [
    select,
    drop,
    ["insert", `insert into ${table} (${column}) values (null)`],
    ["update", `update ${table} set ${column} = null where false`],
    ["delete", `delete from ${table} where false`],
    ["truncate", `truncate ${table}`],
    ["alter", `alter table ${table} disable row level security`],
    [
      "trigger",
      `create trigger t before insert on ${table} execute function pg_catalog.suppress_redundant_updates_trigger()`,
    ],
    ["policy", `create policy p on ${table} using (true)`],
    ["grant", `alter table ${table} owner to current_user`],
  ];
}

/** Postgres lets a role change its own password and its own defaults; the grammar of authors' SQL does not. */
function aimedAt(role: string, login: Login): readonly string[] {
  const own = role === `reflux_${login}`;
  const become = own || (login === "api" && people.includes(role));
  return [
    ...[
      "superuser",
      "createdb",
      "createrole",
      "bypassrls",
      "replication",
      "inherit",
      "connection limit 1000",
    ].map((what) => `alter role ${role} ${what}`),
    `alter role ${role} valid until 'infinity'`,
    `alter role ${role} rename to somebody_else`,
    `drop role ${role}`,
    `grant ${role} to reflux_${login} with admin option`,
    `reassign owned by ${role} to reflux_${login}; select 1/(select count(*) from pg_roles where false)`,
    `alter default privileges for role ${role} grant all on tables to reflux_${login}`,
    ...(own ? [] : [`alter role ${role} password 'mine'`, `alter role ${role} set search_path = 'public'`]),
    ...(become ? [] : [`set role ${role}`, `select set_config('role', '${role}', true)`]),
    ...(own ? [] : [`set session authorization ${role}`]),
  ].filter((sql) => !(sql.startsWith("reassign") || (sql.startsWith("alter default") && become)));
}

const program = "program 'id'";
const atLarge: readonly string[] = [
  ...["public", "reflux", "reflux_private", "reflux_author", "graphile_worker", "pg_catalog"].flatMap(
    (schema) => [
      `create table ${schema}.mine (id int)`,
      `create view ${schema}.mine as select 1 as one`,
      `create function ${schema}.mine() returns int language sql as 'select 1'`,
      `create function ${schema}.mine() returns int language plpgsql security definer as 'begin return 1; end'`,
      `create type ${schema}.mine as enum ('a')`,
      `create domain ${schema}.mine as text`,
      `create sequence ${schema}.mine`,
      `create operator ${schema}.=== (leftarg = int, rightarg = int, function = int4eq)`,
      `create aggregate ${schema}.mine (int) (sfunc = int4pl, stype = int)`,
      `create collation ${schema}.mine from "C"`,
      `create table ${schema}.mine as select 1`,
      `drop schema ${schema} cascade`,
      `alter schema ${schema} rename to mine`,
      `grant usage on schema ${schema} to public; do $$ begin if has_schema_privilege('public', '${schema}', 'create') then null; else raise insufficient_privilege; end if; end $$`,
    ],
  ),
  "create schema mine",
  "create role mine",
  "create database mine",
  "create extension dblink",
  "create extension file_fdw",
  "create extension plpython3u",
  "create language plmine handler plpgsql_call_handler",
  "create server mine foreign data wrapper postgres_fdw",
  "create foreign data wrapper mine",
  "create event trigger mine on ddl_command_end execute function pg_catalog.suppress_redundant_updates_trigger()",
  "create publication mine for all tables",
  "create subscription mine connection 'host=/tmp' publication p with (connect = false)",
  "create tablespace mine location '/tmp'",
  "create cast (int as text) with inout as implicit",
  "create access method mine type table handler heap_tableam_handler",
  `copy (select 1) to ${program}`,
  "copy (select 1) to '/tmp/reflux-attack'",
  `do $$ begin execute $x$ copy (select 1) to ${program} $x$; end $$`,
  "select pg_read_file('/etc/passwd')",
  "select pg_read_binary_file('/etc/passwd')",
  "select pg_ls_dir('/')",
  "select pg_stat_file('/etc/passwd')",
  "select * from pg_ls_logdir()",
  "select * from pg_ls_waldir()",
  "select pg_current_logfile()",
  "select lo_import('/etc/passwd')",
  "select lo_export(1, '/tmp/reflux-attack')",
  "select dblink('host=/tmp', 'select 1')",
  "select pg_reload_conf()",
  "select pg_rotate_logfile()",
  "select pg_promote()",
  "select pg_switch_wal()",
  "select pg_create_restore_point('x')",
  "select pg_backup_start('x')",
  "select pg_log_backend_memory_contexts(1)",
  "select pg_create_physical_replication_slot('x')",
  "select pg_create_logical_replication_slot('x', 'pgoutput')",
  "select pg_replication_origin_create('x')",
  "select pg_import_system_collations('pg_catalog')",
  "select pg_stat_reset()",
  "select * from pg_authid",
  "select * from pg_shadow",
  "select * from pg_hba_file_rules",
  "select * from pg_ident_file_mappings",
  "select * from pg_file_settings",
  "select * from pg_user_mapping",
  "select * from pg_statistic",
  "select * from pg_largeobject",
  "select * from pg_subscription",
  "select * from pg_config",
  "select current_setting('data_directory')",
  "select current_setting('hba_file')",
  "select current_setting('config_file')",
  "show data_directory",
  "update pg_class set relowner = 1 where false",
  "update pg_authid set rolsuper = true",
  "delete from pg_proc where false",
  "insert into pg_auth_members default values",
  "set session_replication_role = replica",
  "set temp_file_limit = -1",
  "set log_statement = 'all'",
  "set zero_damaged_pages = on",
  "set session_preload_libraries = 'x'",
  "set dynamic_library_path = '/tmp'",
  "set lo_compat_privileges = on",
  "set allow_system_table_mods = on",
  "select set_config('session_replication_role', 'replica', false)",
  "select set_config('temp_file_limit', '-1', false)",
  "update pg_settings set setting = 'replica' where name = 'session_replication_role'",
  "do $$ begin execute 'alter database ' || quote_ident(current_database()) || ' set search_path = public'; end $$",
  "do $$ begin execute 'alter database ' || quote_ident(current_database()) || ' owner to current_user'; end $$",
  "load '/tmp/x.so'",
  "create function pg_temp.f() returns int language c as '/tmp/x', 'f'",
  "create function public.f() returns int language internal as 'pg_reload_conf'",
  "checkpoint",
];

function names(...pairs: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < pairs.length; at += 2)
    for (const name of pairs[at + 1]?.trim().split(/\s+/) ?? []) found.push(`${pairs[at]}.${name}`);
  return found;
}
