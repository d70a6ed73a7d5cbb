/** `postgres.query` against another database: the part of that node that needs a real one. Nodes may not import db. */
import { expect, test } from "vitest";
import { withEmptyDb } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { type Proxy, startProxy } from "#db/testing/proxy.ts";
import { manifest } from "#nodes/postgres.query/manifest.ts";
import { run } from "#nodes/postgres.query/run.ts";
import { reachesBeyondRows } from "#nodes/postgres.query/server-functions.ts";
import { createTestContext } from "#nodes/sdk/testing.ts";

interface Remote {
  readonly query: (config: object, signal?: AbortSignal) => Promise<unknown[]>;
  readonly sql: (text: string) => Promise<unknown[]>;
  readonly proxy: Proxy;
  /** Whether the node's statement is being executed now. */
  readonly active: () => Promise<boolean>;
}

const OURS = "application_name = 'reflux postgres.query' and state = 'active' and query ~ 'pg_sleep'";

/** A database on the other side of a network, and the node that asks it. */
function withRemote(work: (remote: Remote) => Promise<void>): Promise<void> {
  return withEmptyDb(async ({ url, pool }) => {
    await pool.query("create table orders (id int primary key, state text not null)");
    await pool.query("insert into orders select n, 'open' from generate_series(1, 20) n");
    await using proxy = await startProxy(url);
    const connection = withPassword(proxy.url);
    const sql = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows;
    await work({
      proxy,
      sql,
      active: async () => (await sql(`select 1 from pg_stat_activity where ${OURS}`)).length === 1,
      query: async (config, signal) => {
        const ctx = createTestContext(manifest, {
          config: { connection, ...config },
          ...(signal && { signal }),
        });
        const rows: unknown = await run(null, ctx);
        return Array.isArray(rows) ? rows : expect.fail("the node gave no rows");
      },
    });
  });
}

test("rows come back as JSON, and values are values", () =>
  withRemote(async (remote) => {
    const hostile = "'; drop table orders; --";

    const rows = await remote.query({
      text: "select $1::int as n, $2 as t, $3::int[] as list",
      values: [7, hostile, [1, 2]],
    });

    expect(rows).toEqual([{ n: 7, t: hostile, list: [1, 2] }]);
  }));

test("every type means what it means in the step's own transaction, to_jsonb", () =>
  withRemote(async (remote) => {
    const columns = `true as b, 7::int2 as i2, 9007199254740991::int8 as i8, 1.5::float8 as f, 12.50::numeric as n,
    'x'::text as t, null::text as nothing, '{"a": [1]}'::jsonb as j, array['a', null] as list,
    '2026-01-02'::date as d, '2026-01-02 03:04:05.123456'::timestamp as ts,
    '2026-01-02 03:04:05.123456+00'::timestamptz as tz, '\\x00ff'::bytea as bytes`;

    const rows = await remote.query({ text: `select ${columns}` });
    const expected = await remote.query({ text: `select to_jsonb(r) as json from (select ${columns}) r` });

    expect(expected).toEqual(rows.map((json) => ({ json })));
  }));

test("a number that JavaScript cannot hold with all its digits stays text", () =>
  withRemote(async (remote) => {
    const exact = { a: 9007199254740991, b: 0.1, c: 12.5, d: -1500, e: 1e21, f: 0, g: 1e-7 };
    const text = {
      big: "9007199254740993",
      price: "12345678901234567890.5",
      pi: "3.14159265358979323846",
      odd: "NaN",
      huge: "1" + "0".repeat(400),
    };

    expect(
      await remote.query({
        text: `select 9007199254740991::int8 as a, 0.1::numeric as b, 12.50::numeric as c, '-1500.000'::numeric as d,
          1e21::numeric as e, 0.00::numeric as f, 0.0000001::float8 as g, 9007199254740993::int8 as big,
          12345678901234567890.5::numeric as price, 3.14159265358979323846::numeric as pi, 'NaN'::numeric as odd,
          1e400::numeric as huge`,
      }),
    ).toEqual([{ ...exact, ...text }]);
  }));

/** What is bound, the type that Postgres describes, and what `to_jsonb` gives back. */
const bound: readonly (readonly [type: string, value: unknown, expected?: unknown])[] = [
  ["jsonb", ["a", 1]],
  ["jsonb", []],
  ["json", [[1], { a: null }]],
  ["jsonb", { a: [1, "ü"] }],
  ["jsonb", '{"a": 1}', { a: 1 }],
  ["jsonb", 7],
  ["jsonb", true],
  ["jsonb", null],
  ["int[]", [1, 2]],
  ["int[]", []],
  ["int[][]", [[1], [2]]],
  ["text[]", ["a,b", 'q"', null, "{}"]],
  ["jsonb[]", [[1, 2], { a: 1 }, "t", 5, null]],
  ["colour[]", ["red", "blue"]],
  ["tags", ["x", "y"]],
  ["document", ["a", { b: 1 }]],
  ["text", ["a", 1], '["a",1]'],
  ["text", { a: 1 }, '{"a":1}'],
];

test("a value is bound by the type that Postgres describes", () =>
  withRemote(async (remote) => {
    await remote.sql("create type colour as enum ('red', 'blue')");
    await remote.sql("create domain tags as text[]");
    await remote.sql("create domain document as jsonb");
    for (const [type, value, expected = value] of bound) {
      const rows = await remote.query({
        text: `select to_jsonb($1::${type}) as it, $2::int as n`,
        values: [value, 1],
      });
      expect(rows, `${type}: ${JSON.stringify(value)}`).toEqual([{ it: expected, n: 1 }]);
    }
    await remote.sql("create table kept (a jsonb, b text[], c document)");
    await remote.query({ text: "insert into kept values ($1, $2, $3)", values: [[], [], [1]] });
    expect(await remote.sql("select * from kept")).toEqual([{ a: [], b: [], c: [1] }]);
    await expect(remote.query({ text: "select $1::jsonb", values: ["no json"] })).rejects.toMatchObject({
      code: "RFX07",
      hint: expect.stringContaining("$string"),
    });
    await expect(remote.query({ text: "select $1::nonsense", values: [[1]] })).rejects.toMatchObject({
      code: "RFX07",
    });
  }));

test("a change is committed", () =>
  withRemote(async (remote) => {
    const rows = await remote.query({
      text: "update orders set state = $1 where id = $2 returning id",
      values: ["paid", 3],
    });

    expect(rows).toEqual([{ id: 3 }]);
    expect(await remote.sql("select id from orders where state = 'paid'")).toEqual([{ id: 3 }]);
  }));

test("too many rows are an error, and what was changed is rolled back", () =>
  withRemote(async (remote) => {
    const change = remote.query({ text: "update orders set state = 'lost' returning id", row_limit: 5 });

    await expect(change).rejects.toMatchObject({ code: "RFL07", retry: "never" });
    expect(await remote.sql("select count(*)::int as n from orders where state = 'lost'")).toEqual([
      { n: 0 },
    ]);
  }));

test("rows without end cost no more memory than the limit", () =>
  withRemote(async (remote) => {
    const endless = remote.query({
      text: "select repeat('x', 1000), generate_series(1, 100000000)",
      row_limit: 10_000,
    });

    await expect(endless).rejects.toMatchObject({ code: "RFL07" });
  }));

test("a statement that takes too long is cancelled by the server", () =>
  withRemote(async (remote) => {
    await expect(remote.query({ text: "select pg_sleep(60)", timeout: "200ms" })).rejects.toMatchObject({
      code: "RFT05",
      retry: "backoff",
    });
  }));

test.each([
  ["a column that is not there", "select gone from orders", "42703"],
  ["a table that is not there", "select * from gone", "42P01"],
  ["a broken constraint", "insert into orders values (1, 'again')", "23505"],
  ["a wrong value", "select 1 / 0", "22012"],
])("%s is the author's to mend", (_, text, sqlstate) =>
  withRemote(async (remote) => {
    await expect(remote.query({ text })).rejects.toMatchObject({
      code: "RFX07",
      retry: "never",
      detail: { sqlstate },
    });
  }),
);

test("what is no SQL says where, before anything is sent", () =>
  withRemote(async (remote) => {
    await expect(remote.query({ text: "select from where" })).rejects.toMatchObject({
      code: "RFV10",
      retry: "never",
      message: expect.stringContaining("(at character 13)"),
    });
  }));

test("every function of Postgres that acts is refused, or known to be harmless", () =>
  withRemote(async (remote) => {
    const harmless =
      /^(array_sample|array_shuffle|clock_timestamp|gen_random_uuid|uuidv[47]|random|random_normal|timeofday|currval|lastval|nextval|setval|pg_sleep\w*|current_query|txid_status|amvalidate|pg_(get|stat_get|partition|collation)_\w+|pg_\w+_size|pg_blocking_pids|pg_is_in_recovery|pg_xact_(status|commit_timestamp\w*)|pg_sequence_last_value)$/;
    const acting = await remote.sql(`select distinct proname as name from pg_proc
      where pronamespace = 'pg_catalog'::regnamespace and provolatile = 'v' and prokind = 'f'
        and not 'internal'::regtype = any (proargtypes::oid[]) and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)`);
    const operators = await remote.sql(
      "select from pg_operator o join pg_proc p on p.oid = o.oprcode where p.provolatile = 'v'",
    );

    const through = acting
      .map((row) => String(Object(row).name))
      .filter((name) => !reachesBeyondRows(name) && !harmless.test(name));

    expect(acting.length).toBeGreaterThan(100);
    expect(through).toEqual([]);
    expect(operators).toEqual([]);
  }));

test("an abort ends the statement, and its change is rolled back", () =>
  withRemote(async (remote) => {
    const controller = new AbortController();
    const reason = new Error("run cancelled");
    const text =
      "with changed as (update orders set state = 'half' returning 1) select pg_sleep(60) from changed limit 1";
    const pending = remote.query({ text }, controller.signal).catch((thrown: unknown) => thrown);
    await eventually("the statement runs", () => remote.active());
    controller.abort(reason);

    expect(await pending).toBe(reason);
    expect(await remote.sql("select count(*)::int as n from orders where state = 'half'")).toEqual([
      { n: 0 },
    ]);
  }));

test("a connection that breaks is tried again", () =>
  withRemote(async (remote) => {
    const pending = remote.query({ text: "select pg_sleep(60)" }).catch((thrown: unknown) => thrown);
    await eventually("the statement runs", () => remote.active());
    remote.proxy.cut();

    expect(await pending).toMatchObject({ code: "RFX05", retry: "backoff" });
  }));

test("a server that lost its client's connection while it was being ended is tried again", () =>
  withRemote(async (remote) => {
    const pending = remote.query({ text: "select pg_sleep(60)" }).catch((thrown: unknown) => thrown);
    await eventually("the statement runs", () => remote.active());
    await remote.sql(`select pg_terminate_backend(pid) from pg_stat_activity where ${OURS}`);

    expect(await pending).toMatchObject({ code: "RFX05", retry: "backoff", detail: { sqlstate: "57P01" } });
  }));

/** The test server trusts everybody, but the node insists on a password. */
function withPassword(url: string): string {
  const target = new URL(url);
  target.password ||= "any";
  return target.href;
}
