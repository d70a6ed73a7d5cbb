/** A database, and roles in it, with defaults that nobody expects: everything goes as it does anywhere. */
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { expect, test } from "vitest";
import { reflux, refluxJson, startReflux } from "#db/testing/command.ts";
import { superuserOf } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { temporaryHome } from "#db/testing/server.ts";
import { writeFiles } from "#db/testing/sql-folder.ts";
import { withBench } from "../testing/kit.ts";

const odd: Readonly<Record<string, string>> = {
  datestyle: "'German, DMY'",
  intervalstyle: "'sql_standard'",
  timezone: "'Asia/Kolkata'",
  default_transaction_isolation: "'serializable'",
  default_transaction_deferrable: "on",
  standard_conforming_strings: "off",
  backslash_quote: "off",
  search_path: "'nowhere'",
  bytea_output: "'escape'",
  extra_float_digits: "-15",
  client_encoding: "'LATIN1'",
  xmloption: "'document'",
  xmlbinary: "'hex'",
  row_security: "off",
  array_nulls: "off",
  transform_null_equals: "on",
  quote_all_identifiers: "on",
  statement_timeout: "'40ms'",
  lock_timeout: "'1ms'",
  idle_session_timeout: "'300ms'",
};

const write = `
reflux: 1
name: values
steps:
  hook: { node: webhook.in, config: { path: values, mode: sync } }
  shape: { node: transform, config: { value: { ü: "{{ input.body.n * 3 }}" } } }
  read:
    node: postgres.query
    config:
      text: >-
        select 1.1::float8 * 3 as f, '\\x00ff'::bytea as b, interval '-1 day 02:00' as i, date '2026-02-03' as d,
          timestamptz '2026-02-03 04:05:06+00' as t, array[1, null] as a, 'a\\b' as s, $1::text as v, 1 = null as n
      values: ["{{ input.ü & 'é' }}"]
edges: ["hook -> shape", "shape -> read"]
`;
const watch = `
reflux: 1
name: watch
steps:
  row: { node: table.change, config: { table: things } }
  keep: { node: transform, config: { value: "{{ input.new }}" } }
edges: ["row -> keep"]
`;

test(
  "a flow gives what it gives anywhere, through every door",
  () =>
    withBench(async ({ url, rows, connect }) => {
      await rows("create table public.things (f float8, b bytea, i interval, t timestamptz, s text)");
      await rows("grant select, trigger on public.things to reflux_query");
      const folder = temporaryHome();
      writeFiles(folder, { "values.yaml": write, "watch.yaml": watch });
      const env = { DATABASE_URL: url, PORT: "0", REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") };
      const everything = async () => {
        await using worker = startReflux(["worker", "--grace", "1"], { env });
        await using server = startReflux(["server"], { env });
        await worker.printed(/runs \d+ nodes/);
        const [, at] = await server.printed(/listening on (\S+)/);
        for (const file of ["values", "watch"]) {
          expect(await reflux(["deploy", `${folder}/${file}.yaml`], { env })).toMatchObject({ code: 0 });
        }
        const answer = await fetch(`${at}/hooks/values`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"n": 2.5}',
        });
        const [last] = await rows<{ before: number }>("select max(id)::int as before from reflux.runs");
        // Somebody else's program, with whatever its session has, save for the time that it gives itself.
        const session = await connect();
        await session.query("set statement_timeout = 0; set lock_timeout = 0; set idle_session_timeout = 0");
        await session.query(
          "insert into public.things values (1.1::float8 * 3, decode('00ff', 'hex'), make_interval(days => -1, hours => 2), to_timestamp(1770091506), 'x')",
        );
        const change = await eventually("the change has been handled", async () => {
          const [run] = await rows<{ id: string }>(
            "select id from reflux.runs where id > $1 and state = 'succeeded'",
            last?.before ?? 0,
          );
          return run;
        });
        const shown = await refluxJson<{ output: unknown }>(["show", change.id], { env });
        const ready = (await fetch(`${at}/readyz`)).status;
        const result = [answer.status, await answer.json(), shown.output, ready];
        for (const { child, exited } of [worker, server]) {
          child.kill("SIGTERM");
          await exited;
        }
        return { result, said: worker.stderr() + server.stderr() };
      };
      const usual = await everything();

      const [here] = await rows<{ name: string }>("select current_database() as name");
      const name = here?.name ?? "";
      const superuser = new pg.Client({ connectionString: superuserOf(name) });
      await superuser.connect();
      const { rows: users } = await superuser.query<{ name: string }>(
        "select rolname as name from pg_roles where rolname in ('reflux_api', 'reflux_worker', 'reflux_query') or oid = (select datdba from pg_database where datname = current_database())",
      );
      for (const [setting, value] of Object.entries(odd)) {
        await superuser.query(`alter database ${name} set ${setting} = ${value}`);
        // What limits SQL of authors is the role's to say.
        for (const { name: user } of users)
          if (user !== "reflux_query" || !/search_path|timeout/.test(setting))
            await superuser.query(`alter role ${user} in database ${name} set ${setting} = ${value}`);
      }
      await superuser.end();
      const look = await connect();
      expect((await look.query("show datestyle")).rows).toEqual([{ DateStyle: "German, DMY" }]);

      expect(await reflux(["migrate"], { env })).toMatchObject({ code: 0 });
      const again = await everything();

      expect(again.result).toEqual(usual.result);
      expect(usual.result[0]).toBe(200);
      expect(again.said).not.toMatch(/error/i);
      expect(await reflux(["doctor"], { env })).not.toMatchObject({
        stdout: expect.stringMatching(/RFI|RFX/),
      });
    }),
  120_000,
);

/** Where a connection is made, and where its settings are from. */
const reviewed: Readonly<Record<string, string>> = {
  "db/client.ts": "clientConfig, and pools beside those it made",
  "db/doctor-query.ts": "connectionTo",
  "db/database.ts": "connectionTo",
  "db/pooler.ts": "connectionTo",
  "db/listen.ts": "of a pool",
  "db/logins.ts": "of migrate, or of a pool's maker",
  "db/migrate.ts": "connectionTo, or pinned",
  "db/migration/exclusively.ts": "of migrate",
  "worker/query-pool.ts": "of a pool",
  "db/embedded/superuser.ts": "the superuser's, who has no part in runs",
  "db/rights.ts": "a tool, on a server of its own",
  "worker/nodes/builtin-digests.ts": "a tool, on a server of its own",
  "nodes/postgres.query/query-remote.ts": "somebody else's database",
};

test("every place that makes a connection was looked at", () => {
  const root = new URL("../../", import.meta.url);
  const places = ["db", "worker", "graphql", "nodes"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|testing\/|tests\//.test(file))
      .filter((file) =>
        /new (?:pg\.)?(?:Client|Pool|BoundedClient)\(/.test(readFileSync(new URL(file, root), "utf8")),
      ),
  );

  expect(places.toSorted()).toEqual(Object.keys(reviewed).toSorted());
});
