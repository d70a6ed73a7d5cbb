import { createClient } from "graphql-ws";
import type pg from "pg";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { createPool } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { superuserOf } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { administer } from "#db/testing/global-setup.ts";
import { withServer } from "#graphql/tests/kit.ts";
import { withBench } from "#worker/testing/kit.ts";
import { attackDoor } from "./attempts.ts";

const flow = { reflux: 1, steps: { a: { node: "log", config: { message: "x" } } }, edges: [] };
const forgedRun = 4_611_686_018_427_387_904n;

const channels = [
  "reflux_changes",
  "reflux_control",
  "reflux_worker_1",
  "reflux_worker_2",
  "jobs:insert",
  "worker:migrate",
];
const payloads: readonly string[] = [
  "",
  "nonsense",
  "null",
  "[]",
  "{}",
  "7",
  "\u0001",
  `{"seq":${forgedRun},"runs":[${forgedRun}],"finished":[${forgedRun}],"more":false}`,
  `{"seq":${forgedRun},"xid":"${forgedRun}","runs":[${forgedRun}]}`,
  `{"seq":"1","xid":"9999999999999999999","runs":[1]}`,
  `{"seq":1,"xid":"1; drop schema reflux","runs":[1]}`,
  `{"seq":1,"xid":"-1"}`,
  `{"seq":1,"xid":["3"]}`,
  `{"seq":1e999,"xid":"18446744073709551616","more":true}`,
  `{"xid":"00000000000000000003"}`,
  `{"xid":"3","runs":${JSON.stringify(Array.from({ length: 1_500 }, (_, i) => i))}}`,
  `{"flow":{"$ne":1},"secret":[],"token":{"a":1},"abort":"all"}`,
  `{"abort":[${forgedRun}],"flow":1,"token":1,"secret":"x"}`,
  `{"token":1}`,
  `[${forgedRun},0,"",1]`,
  `[1,0,""]`,
  `[99999999,0,"",1]`,
  `["x",null,{}]`,
  `{"count":1000000000}`,
  `{"count":-1}`,
  `{"breaking":true,"migrationNumber":99999}`,
  `{"__proto__":{"xid":"3"},"constructor":1}`,
  "x".repeat(7_900),
  `{"a":${"[".repeat(3_000)}${"]".repeat(3_000)}}`,
];

test("no forged notification reaches a subscriber, nor keeps a real change from one", async () => {
  await withServer(async ({ pool, url, origin, token }) => {
    await pool.query(
      `select reflux_private.register_worker('w', '[{"id": "log", "version": 1, "title": "Log", "kind": "action", "effects": "pure", "config": {}, "ports": ["out"]}]', 1)`,
    );
    await pool.query("select reflux.deploy_flow('f', $1)", [JSON.stringify(flow)]);
    // Counted from here on: the server connects anew.
    const [database] = (await pool.query<{ name: string }>("select current_database() as name")).rows;
    await administer(superuserOf(database?.name ?? ""), async (admin) => {
      await admin.query(`alter database ${database?.name} set track_functions = 'pl'`);
    });
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'reflux_api'",
    );
    const author = createPool({ connectionString: url, user: "query", max: 1 });
    const client = createClient({
      url: `${origin.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await token("viewer")}` },
    });
    const heard = new Set<string>();
    const numbers: bigint[] = [];
    client.subscribe<{ changes: { seq: string; runs: string[] } }>(
      { query: "subscription { changes { seq runs } }" },
      {
        next: ({ data }) => {
          numbers.push(BigInt(data?.changes.seq ?? 0));
          for (const run of data?.changes.runs ?? []) heard.add(run);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await eventually("the subscription", () => numbers.length > 0);

    await attackDoor("forged notifications", async (attempt) => {
      for (const channel of channels)
        for (const payload of payloads)
          await attempt(`${channel} ${payload.slice(0, 50)}`, async () => {
            await author.query("select pg_notify($1, $2)", [channel, payload]);
            const run = await start(pool, "f");

            await eventually("the real change", () => heard.has(run), { withinMs: 1_000, everyMs: 2 });
            expect([...heard].filter((id) => Number(id) > Number(run))).toEqual([]);
            expect(numbers.every((seq) => seq < 1_000_000n)).toBe(true);
          });
      await attempt("a storm of forged notifications", async () => {
        const before = await reads(pool);
        for (let round = 0; round < 20; round += 1)
          await author.query(
            `select pg_notify(c, p || n) from generate_series(1, 200) n, (values ('reflux_changes', '{"xid":"99' ), ('reflux_changes', '{"seq":1,"xid":"77')) x(c, p)`,
          );
        await author.query(
          `select pg_notify('reflux_changes', format('{"xid":"%s"}', 10^12::bigint + n)) from generate_series(1, 20000) n`,
        );
        await author.query(
          `select pg_notify('reflux_control', format('{"token":%s,"flow":1}', n)) from generate_series(1, 5000) n`,
        );
        const run = await start(pool, "f");

        await eventually("the real change", () => heard.has(run), { withinMs: 2_000, everyMs: 5 });
        const times = (await reads(pool)) - before;
        expect(times).toBeGreaterThan(0);
        expect(times).toBeLessThan(200);
      });
    });
    await client.dispose();
    await author.end();
  });
});

/** The keys that the engine once took, and whatever else is cheap to take. */
const keys = [
  "reflux:sweep",
  "reflux:partitions",
  "reflux.migrate",
  "reflux:slot:k",
  "reflux:race:1",
  "reflux:race:2",
  "reflux:race:3",
];

test("whoever holds the advisory locks there are, holds up nobody", async () => {
  await withBench(async ({ url, pool, startWorker, run, deploy, start: begin, finished, rows }) => {
    await startWorker();
    const authors = createPool({ connectionString: url, user: "query", max: 1 });
    const author = await authors.connect();
    await author.query(
      "select pg_advisory_lock(hashtextextended(k, 0)), pg_advisory_lock(hashtext(k)) from unnest($1::text[]) k",
      [keys],
    );
    await author.query("select pg_advisory_lock(n) from generate_series(1, 1500) n");
    const slow = (limit: number) => ({
      node: "log",
      config: { message: "x" },
      concurrency: { key: "k", limit },
    });

    await attackDoor("advisory locks", async (attempt) => {
      const calls: Record<string, () => Promise<unknown>> = {
        "a run": async () => expect(await run(flow)).toMatchObject({ state: "succeeded" }),
        "a place under a key": async () =>
          expect(await run({ ...flow, steps: { a: slow(1), b: slow(1) } })).toMatchObject({
            state: "succeeded",
          }),
        "a race": async () =>
          expect(
            await run({
              reflux: 1,
              steps: { a: flow.steps.a, b: flow.steps.a, j: { ...flow.steps.a, join: "any" } },
              edges: ["a -> j", "b -> j"],
            }),
          ).toMatchObject({ state: "succeeded" }),
        "a sweep": async () => pool.query("select * from reflux_private.sweep()"),
        "a look at partitions": async () => pool.query("select reflux_private.keep_partitions()"),
        "a migration": async () => migrate(pool, { version: `0.0.${Math.floor(Math.random() * 1e6)}` }),
        "a person": async () => {
          await deploy("wait", {
            reflux: 1,
            steps: { w: { node: "wait", config: { duration: "1h" } } },
            edges: [],
          });
          const id = await begin("wait");
          await rows("select reflux.cancel_run($1)", id);
          expect(await finished(id)).toMatchObject({ state: "cancelled" });
        },
      };
      for (const round of [1, 2, 3])
        for (const [what, call] of Object.entries(calls))
          await attempt(`${what}, ${round}`, async () => {
            const before = performance.now();
            await call();
            expect(performance.now() - before).toBeLessThan(5_000);
          });
      for (const [round, channel] of [...channels, ...channels].entries())
        await attempt(`a worker that hears ${channel}, ${round}`, async () => {
          for (const payload of payloads) await author.query("select pg_notify($1, $2)", [channel, payload]);
          await author.query(
            "select pg_notify($1, p || repeat(' ', n)) from generate_series(1, 200) n, unnest($2::text[]) p",
            [channel, payloads.filter((payload) => payload.length < 100)],
          );

          expect(await run(flow)).toMatchObject({ state: "succeeded" });
          expect(process.exitCode ?? 0).toBe(0);
        });
    });
    author.release(true);
    await authors.end();
    expect(await rows("select from reflux.workers where lost_at is not null")).toEqual([]);
  });
});

async function start(pool: pg.Pool, slug: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from reflux.start_run($1)", [slug]);
  return rows[0]?.id ?? "";
}

/** How often the change log was looked into for what a notification named. */
async function reads(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "select coalesce(sum(calls), 0)::int as n from pg_stat_user_functions where schemaname = 'reflux_private' and funcname = 'changes_of'",
  );
  return rows[0]?.n ?? 0;
}
