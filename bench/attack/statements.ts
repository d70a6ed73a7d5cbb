/** What authors may not say, and ways to hide it: an example of each kind of statement that Postgres 18 has. */
export const kinds: readonly string[] = `
abort | alter aggregate a(int) rename to b | alter collation a refresh version | alter conversion a rename to b
alter database d set search_path = x | alter default privileges grant select on tables to public
alter domain d drop default | alter event trigger t disable | alter extension e update | alter foreign data wrapper w options (x 'y')
alter foreign table t add c int | alter function f() owner to x | alter group g add user u | alter index i rename to j
alter language l rename to m | alter large object 7 owner to x | alter materialized view m rename to n
alter operator + (int, int) owner to x | alter operator class c using btree rename to d | alter operator family f using btree rename to g
alter policy p on t rename to q | alter procedure p() owner to x | alter publication p add table t | alter role reflux_query password 'x'
alter role reflux_query set search_path = x | alter routine r() owner to x | alter rule r on t rename to s | alter schema s owner to x
alter sequence s restart | alter server s options (x 'y') | alter statistics s set statistics 1 | alter subscription s disable
alter system set fsync = off | alter table t add c int | alter tablespace t owner to x | alter text search configuration c owner to x
alter text search dictionary d owner to x | alter text search parser p rename to q | alter text search template t rename to u
alter trigger t on t rename to u | alter type t add value 'x' | alter user u superuser | alter user mapping for u server s options (x 'y')
alter view v owner to x | analyze | analyze t | begin | begin isolation level serializable | call p() | checkpoint | close c | close all
cluster t | comment on table t is 'x' | commit | commit and chain | commit prepared 'x' | copy t to stdout | copy t from stdin
copy t to program 'id' | copy (select 1) to program 'id' | copy t from '/etc/passwd' | copy (delete from t returning 1) to stdout
create access method a type table handler h | create aggregate a (int) (sfunc = f, stype = int) | create cast (a as b) without function
create collation c (locale = 'C') | create conversion c for 'UTF8' to 'LATIN1' from f | create database d | create domain pg_temp.text as int
create event trigger t on ddl_command_start execute function f() | create extension dblink | create foreign data wrapper w
create foreign table t (c int) server s | create function f() returns int language sql as 'select 1' | create group g
create index i on t (c) | create language l | create materialized view m as select 1 | create operator + (function = f, leftarg = int, rightarg = int)
create operator class c for type int using btree as operator 1 < | create operator family f using btree | create policy p on t
create procedure p() language sql as 'select 1' | create publication p | create role r superuser | create rule r as on insert to t do nothing
create schema s | create sequence s | create server s foreign data wrapper w | create statistics s on a, b from t
create subscription s connection 'x' publication p | create table t (c int) | create table t as select 1 | create temp table t (c int)
create tablespace t location '/tmp' | create text search configuration c (copy = simple) | create text search dictionary d (template = simple)
create text search parser p (start = f, gettoken = f, end = f, lextypes = f) | create text search template t (lexize = f)
create transform for int language l (from sql with function f(internal)) | create trigger t after insert on t execute function f()
create type t as (c int) | create user u | create user mapping for u server s | create view v as select 1
deallocate all | deallocate p | declare c cursor for select 1 | declare c cursor with hold for select 1 | discard all | discard plans
discard temp | do 'begin end' | do $$ begin commit; end $$ | drop table t | drop function f() | drop role r | drop database d
drop owned by x | drop schema reflux cascade | drop extension e | drop policy p on t | drop cast (a as b) | drop tablespace t
drop user mapping for u server s | drop subscription s | end | end work | execute p | execute p(1) | explain select 1
explain analyze delete from t | explain (analyze) insert into t values (1) | fetch next from c | fetch all from c
grant all on t to public | grant reflux_admin to reflux_query | import foreign schema s from server s into t | listen reflux_changes
load 'x' | lock t | lock table t in access exclusive mode | move next from c | notify reflux_changes | notify reflux_changes, 'x'
prepare p as select 1 | prepare transaction 'x' | reassign owned by a to b | refresh materialized view m | reindex table t
reindex database d | release savepoint s | release s | reset all | reset role | reset session authorization
revoke all on t from public | rollback | rollback and chain | rollback to s | rollback to savepoint s | rollback prepared 'x'
savepoint s | security label on table t is 'x' | select 1 into x | select 1 as a into temp x from t | set role reflux_admin | set role none
set local role reflux_admin | set session authorization postgres | set session characteristics as transaction read only
set transaction isolation level serializable | set transaction snapshot 'x' | set search_path = x | set local statement_timeout = 0
set standard_conforming_strings = off | set constraints all deferred | set time zone 'UTC' | show all | show search_path
start transaction | start transaction read write | truncate t | unlisten * | unlisten x | vacuum | vacuum full t
`
  .split(/\s*[|\n]\s*/)
  .filter(Boolean);

/** Calls that reach beyond rows, each as an expression. */
export const calls: readonly string[] = `
pg_advisory_lock(7) | pg_advisory_xact_lock(7) | pg_advisory_lock_shared(1, 2) | pg_try_advisory_lock(7) | pg_try_advisory_xact_lock(7)
pg_advisory_unlock_all() | pg_notify('reflux_changes', '9') | set_config('role', 'reflux_admin', true) | set_config('search_path', 'x', false)
lo_creat(-1) | lo_create(0) | lo_import('/etc/passwd') | lo_export(1, '/tmp/x') | lo_from_bytea(0, 'x') | lo_put(1, 0, 'x') | lo_get(1)
lo_unlink(1) | loread(1, 1) | lowrite(1, 'x') | lo_open(1, 131072) | pg_cancel_backend(1) | pg_terminate_backend(1) | pg_reload_conf()
pg_rotate_logfile() | pg_read_file('/etc/passwd') | pg_read_binary_file('/etc/passwd') | pg_ls_dir('/') | pg_stat_file('/etc/passwd')
pg_ls_waldir() | pg_ls_tmpdir() | pg_current_logfile() | pg_hba_file_rules() | pg_show_all_file_settings() | pg_export_snapshot()
pg_backup_start('x') | pg_switch_wal() | pg_create_restore_point('x') | pg_promote() | pg_wal_replay_pause() | pg_log_backend_memory_contexts(1)
pg_create_physical_replication_slot('x') | pg_create_logical_replication_slot('x', 'y') | pg_drop_replication_slot('x')
pg_logical_emit_message(true, 'x', 'y') | pg_logical_slot_get_changes('x', null, null) | pg_replication_origin_create('x')
pg_stat_reset() | pg_stat_reset_shared('io') | pg_import_system_collations('pg_catalog') | pg_prepared_xact() | pg_lock_status()
query_to_xml('select pg_advisory_lock(7)', true, true, '') | query_to_xmlschema('select 1', true, true, '') | cursor_to_xml('c', 1, true, true, '')
table_to_xml('t', true, true, '') | schema_to_xml('s', true, true, '') | database_to_xml(true, true, '') | ts_stat('select 1') | ts_rewrite('a', 'select 1')
dblink('x', 'y') | dblink_exec('x', 'y') | dblink_connect('x') | crosstab('select 1') | xpath_table('a', 'b', 'c', 'd', 'e') | setseed(0.5)
brin_summarize_new_values('i') | gin_clean_pending_list('i') | binary_upgrade_set_next_pg_type_oid(1) | pg_nextoid(1, 'x', 2)
pg_clear_relation_stats('a', 'b') | pg_restore_relation_stats('a', 'b') | pg_sync_replication_slots() | pg_a_function_of_a_later_postgres()
`
  .split(/\s*[|\n]\s*/)
  .filter(Boolean);

/** Ways to write a statement of one's own before, around or after a harmless one. */
export const disguises: Readonly<Record<string, (sql: string) => string>> = {
  plain: (sql) => sql,
  "upper case": (sql) => sql.toUpperCase(),
  "comment first": (sql) => `/* select 1; */ -- x\n${sql}`,
  "nested comment": (sql) => `/* /* select 1 */ */ ${sql}`,
  "carriage return ends a comment": (sql) => `--\r/*\nselect 1 --*/ ${sql}; select 2`,
  "carriage return alone": (sql) => `select 1 --\r; ${sql}`,
  "carriage return in a comment": (sql) => `-- select 1\r${sql}`,
  "form feed": (sql) => `\f${sql}`,
  "vertical tab": (sql) => `\v${sql}`,
  "second statement": (sql) => `select 1; ${sql}`,
  "before a harmless one": (sql) => `${sql}; select 1`,
  "many semicolons": (sql) => `;;;${sql};;;`,
  "after a plain string": (sql) => `select '\\'; ${sql}; --'`,
  "after an escape string": (sql) => `select E'\\''; ${sql}; --'`,
  "after a unicode string": (sql) => `select U&'\\0027'; ${sql}; --'`,
  "after a dollar quote": (sql) => `select $a$ $b$ $a$; ${sql}; select $b$ $b$`,
  "a dollar that is no quote": (sql) => `select 1 as a$b$; ${sql}; select 1 as b$b$`,
  "after a quoted name": (sql) => `select 1 as "a""; b"; ${sql}`,
  "byte order mark": (sql) => `\ufeff${sql}`,
  "no-break space": (sql) => `\u00a0${sql}`,
  "line separator ends no comment": (sql) => `select 1 --\u2028\n; ${sql}`,
  "zero byte": (sql) => `select 1\0; ${sql}`,
  "half a character": (sql) => `select '\ud800'; ${sql}`,
  metacommand: (sql) => `\\! id\n${sql}`,
  "metacommand at the end": (sql) => `${sql} \\gexec`,
  "a with in front": (sql) => `with x as (select 1) ${sql}`,
  "inside a with": (sql) => `with x as (${sql}) select 1`,
  "inside a subquery": (sql) => `select (${sql})`,
  "inside explain": (sql) => `explain ${sql}`,
};

/** Places where an expression stands. */
export const places: Readonly<Record<string, (call: string) => string>> = {
  select: (call) => `select ${call}`,
  "select, qualified": (call) => `select pg_catalog.${call}`,
  "select, quoted": (call) => `select ${call.replace(/^\w+/, '"$&"')}`,
  "select, in escapes": (call) =>
    `select ${call.replace(/^\w/, (letter) => `U&"\\00${letter.charCodeAt(0).toString(16)}`).replace("(", '"(')}`,
  "upper case": (call) => `select ${call.replace(/^\w+/, (name) => name.toUpperCase())}`,
  "with a comment": (call) => `select ${call.replace("(", "/* x */\r(")}`,
  from: (call) => `select * from ${call} as x`,
  "rows from": (call) => `select * from rows from (${call}) as x`,
  lateral: (call) => `select * from (values (1)) v, lateral (select ${call}) x`,
  where: (call) => `select 1 where ${call} is null`,
  "order by": (call) => `select 1 order by ${call}::text`,
  having: (call) => `select 1 having ${call} is null`,
  window: (call) => `select count(*) over (order by ${call}::text)`,
  filter: (call) => `select count(*) filter (where ${call} is null)`,
  limit: (call) => `select 1 limit (select 1 where ${call} is null)`,
  values: (call) => `values (${call})`,
  "insert values": (call) => `insert into t values (${call})`,
  "on conflict": (call) => `insert into t values (1) on conflict (a) do update set a = ${call}`,
  update: (call) => `update t set a = ${call}`,
  delete: (call) => `delete from t where ${call} is null`,
  returning: (call) => `delete from t returning ${call}`,
  merge: (call) => `merge into t using s on ${call} is null when matched then delete`,
  with: (call) => `with x as materialized (select ${call}) select * from x`,
  "with insert": (call) => `with x as (insert into t select ${call} returning 1) select * from x`,
  case: (call) => `select case when true then ${call} end`,
  array: (call) => `select array[${call}]`,
  subscript: (call) => `select (array[1])[${call}]`,
  "as an attribute": (call) => `select (7::bigint).${call.replace(/\(.*/, "")}`,
  "as a column": (call) => `select x.${call.replace(/\(.*/, "")} from generate_series(1, 1) x`,
  json: (call) => `select json_object('a' value ${call})`,
  "xml element": (call) => `select xmlelement(name a, ${call})`,
  collate: (call) => `select ${call} collate "C"`,
  "grouping sets": (call) => `select 1 group by grouping sets ((${call}::text))`,
  tablesample: (call) => `select * from t tablesample bernoulli (${call})`,
};
