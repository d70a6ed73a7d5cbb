/** Worker and server as processes that are told their own login and know no other: it is enough, and it is all they are. */
import { expect, test } from "vitest";
import { startReflux } from "#db/testing/command.ts";
import { asLogin } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { flow, withBench } from "../testing/kit.ts";

const env = { REFLUX_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"), PORT: "0" };

test("the login of workers is enough for a worker, that of the API for a server, and nobody is the owner", () =>
  withBench(async ({ url, rows, run }) => {
    await rows("create table public.notes (note text)");
    await rows("grant insert on public.notes to reflux_query");
    await using worker = startReflux(["worker", "--grace", "1"], {
      env: { ...env, DATABASE_URL: asLogin(url, "reflux_worker") },
    });
    await using server = startReflux(["server"], {
      env: { ...env, DATABASE_URL: asLogin(url, "reflux_api") },
    });
    await worker.printed(/runs \d+ nodes/);
    await server.printed(/listening on/);
    const write = {
      node: "postgres.query",
      config: { text: "insert into public.notes values ($1)", values: ["x"] },
    };
    const large = { node: "transform", config: { value: "{{ $pad('', 100000, 'x') }}" } };
    const after = { node: "transform", config: { value: "{{ $length(input) }}" }, concurrency: { limit: 1 } };

    const ended = await run(flow({ write, large, after }, ["write -> large", "large -> after"]));

    expect(ended).toMatchObject({ state: "succeeded", output: 100_000 });
    expect(await rows("select * from public.notes")).toEqual([{ note: "x" }]);
    const sessions = await rows<{ name: string; who: string }>(
      `select distinct application_name as name, usename as who from pg_stat_activity
       where datname = current_database() and application_name <> 'reflux test pool' and backend_type = 'client backend'`,
    );
    expect(sessions.map(({ who }) => who)).not.toContain("reflux");
    expect(Object.fromEntries(sessions.map(({ name, who }) => [name, who]))).toMatchObject({
      "reflux worker": "reflux_worker",
      "reflux step": "reflux_query",
      "reflux status": "reflux_api",
    });
    // Whatever the queue does of its own, it may.
    expect(worker.stdout() + worker.stderr()).not.toContain("permission denied");
    worker.child.kill("SIGTERM");
    server.child.kill("SIGTERM");
    await Promise.all([worker.exited, server.exited]);
  }));

test("a worker that is told the API's login does not start, and says whose it needs", () =>
  withBench(async ({ url }) => {
    await using worker = startReflux(["worker"], {
      env: { ...env, DATABASE_URL: asLogin(url, "reflux_api") },
    });

    await worker.printed(/reflux_api cannot connect as reflux_worker/, 20_000);
    expect(worker.stderr()).toContain("let DATABASE_URL name reflux_worker with its own password");
  }));

test("what an author sets ends with the author's statement", () =>
  withBench(async ({ startWorker, run, rows }) => {
    const worker = await startWorker();
    const settings =
      "reflux.actor reflux.flows search_path timezone datestyle transform_null_equals role".split(" ");
    const set = settings.map((name) => `set_config('${name}', '${values[name]}', false)`).join(", ");
    // A statement that says so itself is refused. What a function of the database does on the way is undone.
    await rows(
      `create function public.meddle() returns text language plpgsql as $$ begin perform ${set}; return 'done'; end $$`,
    );
    await rows("grant execute on function public.meddle to reflux_query");
    const query = (text: string) => ({ node: "postgres.query", config: { text } });

    const ended = await run(
      flow(
        { set: query("select public.meddle()"), look: query(`select ${settings.map(current).join(", ")}`) },
        ["set -> look"],
      ),
    );

    expect(ended).toMatchObject({
      state: "succeeded",
      output: [{ "reflux.actor": "", "reflux.flows": "", timezone: "UTC", transform_null_equals: "off" }],
    });
    await eventually("it is done", () => worker.running() === 0);
    expect(await rows("select from reflux.run_events where actor = 'god'")).toEqual([]);
  }));

const values: Readonly<Record<string, string>> = {
  "reflux.actor": "god",
  "reflux.flows": "1",
  search_path: "public",
  timezone: "Asia/Tokyo",
  datestyle: "German",
  transform_null_equals: "on",
  role: "none",
};
const current = (name: string) => `coalesce(current_setting('${name}', true), '') as "${name}"`;
