import { expect, test } from "vitest";
import { sqlInTransaction } from "../sdk/index.ts";
import { createTestContext } from "../sdk/testing.ts";
import { parseConnection } from "./connection.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const query = (config: unknown) => run(null, createTestContext(manifest, { config }));

test("without a connection the engine runs the statement in the step's own transaction", async () => {
  expect(await query({ text: "select $1::int", values: [1], row_limit: 5 })).toEqual(
    sqlInTransaction({ text: "select $1::int", values: [1], rowLimit: 5 }),
  );
});

test.each([
  "select 1",
  "select 1;",
  "  select 1 ; ",
  "SELECT 1",
  "(select 1) union (select 2)",
  "with x as (select 1) select * from x",
  "insert into t values ('a;b') returning *",
  "update t set a = 'it''s; fine'",
  'delete from "odd;name"',
  "values (1)",
  "table t",
  "merge into t using s on true when matched then delete",
  "-- a; comment\nselect 1",
  "/* a; /* nested; */ comment; */ select 1",
  "select $$a;b$$, $tag$c; $$ d$tag$",
  "select E'a\\';b'",
  "select e'\\\\'",
  "select a$b$c from t",
  "select '\\'",
  "select $1, $2",
  "--\rselect 1",
  "\f\vselect 1",
  "select U&'\\0041', E'\\x41'",
  "with gone as (delete from t returning *), kept as (insert into u select * from gone returning 1) select * from kept",
  "select * from t for update skip locked",
  "select nextval('s'), pg_sleep(1), pg_typeof(1), pg_catalog.now(), mine.own(1)",
  "update mine.pg_settings set a = 1",
])("%j is one statement", async (text) => {
  await expect(query({ text })).resolves.toMatchObject({ kind: "sql", text });
});

test.each([
  "select 1; select 2",
  "select 1; drop table t",
  "select 'a'; delete from t; --",
  "select 'a\\'; delete from t; --'",
  "select E'\\\\'; delete from t",
  "select $a$ $a$; delete from t",
  "select a$b$; delete from t; select $b$",
  "select 1 /* */; delete from t",
  "select 1 --\n; delete from t",
  "/* /* */ select 1; */ ; delete from t",
  "begin",
  "commit",
  "rollback",
  "set role postgres",
  "reset role",
  "do $$ begin end $$",
  "copy t to program 'id'",
  "call p()",
  "create table t()",
  "drop table t",
  "vacuum",
  "listen x",
  "explain analyze delete from t",
  "",
  ";",
  "--",
  "\u00a0commit",
  // A carriage return ends a comment for Postgres.
  "--\r/*\nselect 1 --*/ commit; select 2",
  "select 1 --\r; commit",
  "select 1\0; commit",
  "\ufeffselect 1",
  "\\! id",
  "select 1 into t",
  "select pg_notify('a', 'b')",
  "select (7::bigint).pg_advisory_lock",
  "select x.pg_advisory_lock from generate_series(1, 2) x",
  "select U&\"\\0070g_notify\"('a', 'b')",
  "select query_to_xml('select pg_notify(1, 2)', true, true, '')",
  "with x as (select set_config('role', 'a', true)) select * from x",
  "update pg_settings set setting = 'a' where name = 'role'",
  "delete from pg_catalog.pg_largeobject",
  "select pg_of_a_later_postgres()",
])("%j is refused", async (text) => {
  const error = await (async () => query({ text }))().catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: expect.stringMatching(/^RFV(10|08)$/), retry: "never" });
});

test("a statement of a megabyte is read in linear time", async () => {
  const { requireSingleStatement } = await import("./single-statement.ts");
  const started = performance.now();

  for (const piece of ["'a' ", "/* ", "$a$ ", "$", "e'\\' ", "--\n"]) {
    const text = `select ${piece.repeat(1_000_000 / piece.length)}`;
    await expect(requireSingleStatement(text)).rejects.toMatchObject({ code: "RFV10" });
  }
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a connection string is read as written, with nothing taken from the worker", () => {
  expect(parseConnection("postgres://app:p%40ss@db.example.com/shop")).toEqual({
    host: "db.example.com",
    port: 5432,
    user: "app",
    password: "p@ss",
    database: "shop",
    ssl: false,
  });
  expect(parseConnection("postgresql://a:b@[2606::1]:6432/c?sslmode=verify-full")).toMatchObject({
    host: "2606::1",
    port: 6432,
    ssl: true,
  });
  expect(parseConnection("postgres://a:b@h/c?sslmode=require").ssl).toEqual({ rejectUnauthorized: false });
});

test.each([
  "nonsense",
  "mysql://a:s3cret@h/d",
  "postgres://h/d",
  "postgres://a@h/d",
  "postgres://a:s3cret@h",
  "postgres://a:s3cret@/d",
  "postgres:///d?host=/var/run/postgresql",
  "postgres://a:s3cret@%2Fvar%2Frun/d",
  "postgres://a:s3cret@h/d?host=/var/run/postgresql",
  "postgres://a:s3cret@h/d?sslrootcert=/etc/passwd",
  "postgres://a:s3cret@h/d?options=-crole%3Dx",
  "postgres://a:s3cret@h/d?sslmode=prefer",
  "postgres://a:%ZZs3cret@h/d",
])("the connection %s is refused without being quoted", async (connection) => {
  const error: unknown = await query({ text: "select 1", connection }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    code: "RFV08",
    retry: "never",
    message: expect.stringMatching(/^connection /),
  });
  expect(String(error)).not.toContain("s3cret");
});

test("a database that is not there is tried again, and no secret is told", async () => {
  const error: unknown = await query({
    text: "select 1",
    connection: "postgres://a:s3cret@127.0.0.1:9/d",
  }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    code: "RFX05",
    retry: "backoff",
    message: expect.stringContaining("ECONNREFUSED"),
  });
  expect(String(error)).not.toContain("s3cret");
});
