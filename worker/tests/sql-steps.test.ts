/** postgres.query in the transaction that completes its step: the effect exactly once, with the author's rights only. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { startProxy } from "#db/testing/proxy.ts";
import { beginFor, requireSame } from "../engine/sql-step.ts";
import { createQueryPool } from "../query-pool.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";

const query = (text: string, options: object = {}, values: unknown[] = []) => ({
  node: "postgres.query",
  config: { text, values },
  ...options,
});

/** A table that authors may write. */
async function withOrders(
  work: (bench: Bench & { total: () => Promise<number> }) => Promise<void>,
): Promise<void> {
  await withBench(async (bench) => {
    await bench.rows("create table public.orders (id int generated always as identity, what text)");
    await bench.rows("grant usage on schema public to reflux_query");
    await bench.rows("grant select, insert, update on public.orders to reflux_query");
    // What an author may not call, inside functions that somebody granted.
    await bench.rows(
      "create function public.gate() returns bool begin atomic select pg_advisory_xact_lock(7) is null; end",
    );
    await bench.rows(`create function public.leave_behind() returns bool begin atomic
      select set_config('statement_timeout', '1', false) || set_config('search_path', 'public', false)
        || pg_advisory_lock(8)::text is null; end`);
    await bench.rows(
      "create function public.shout(text, text) returns bool begin atomic select pg_notify($1, $2) is null; end",
    );
    const total = async () => (await bench.rows("select from public.orders")).length;
    await work({ ...bench, total });
  });
}

const insert = "insert into public.orders (what) values ($1) returning what";

test("the rows are the output, also of the second statement on a connection, and the next step gets them", () =>
  withOrders(async ({ startWorker, run, attempts, total }) => {
    await startWorker();
    const step = query(insert, {}, ["{{ run.input.what }}"]);

    for (const what of ["one", "two", "three"]) {
      const ended = await run(flow({ write: step, after: {} }, ["write -> after"]), { input: { what } });
      expect(ended).toMatchObject({ state: "succeeded", output: [{ what }] });
      expect(await attempts(ended.id, "write")).toEqual(["succeeded"]);
    }
    expect(await total()).toBe(3);
  }));

test("a list or an object is bound by the type of its parameter, here as elsewhere", () =>
  withOrders(async ({ startWorker, run, rows }) => {
    await startWorker();
    await rows("create table public.kept (a jsonb, b text[], c jsonb)");
    await rows("grant insert on public.kept to reflux_query");
    const text = "insert into public.kept values ($1, $2, $3)";

    const ended = await run(flow({ write: query(text, {}, [["a", 1], ["b,c"], []]) }));

    expect(ended).toMatchObject({ state: "succeeded" });
    expect(await rows("select * from public.kept")).toEqual([{ a: ["a", 1], b: ["b,c"], c: [] }]);
  }));

test("a statement is ended by the timeout of its config, too", () =>
  withOrders(async ({ startWorker, run, step }) => {
    await startWorker();
    const config = { text: "select pg_sleep(60)", timeout: "200ms" };

    const ended = await run(flow({ slow: { node: "postgres.query", config, retry: { max: 0 } } }));

    expect((await step(ended.id, "slow")).error).toMatchObject({ code: "RFT05" });
  }));

test("many at once are one effect each", () =>
  withOrders(async ({ startWorker, run, total }) => {
    await startWorker();
    const keys = Array.from({ length: 30 }, (_, index) => `q${index}`);

    const ended = await run(flow(Object.fromEntries(keys.map((key) => [key, query(insert, {}, [key])]))));

    expect(ended.state).toBe("succeeded");
    expect(await total()).toBe(30);
  }));

test("rows too many for the step's row become an artifact", () =>
  withOrders(async ({ startWorker, run, step }) => {
    await startWorker();

    const ended = await run(
      flow({ read: query("select repeat('x', 100) as x from generate_series(1, 500)"), after: {} }, [
        "read -> after",
      ]),
    );

    expect(ended.output).toHaveLength(500);
    expect(await step(ended.id, "read")).toMatchObject({ output: null, output_hash: expect.any(String) });
  }));

test.each(["commit", "complete_own_step"])(
  "a lost reply to %s does not repeat the effect, nor lose the next step",
  (text) =>
    withOrders(async (bench) => {
      await using proxy = await startProxy(bench.url);
      const queryPool = createQueryPool({ connectionString: proxy.url, max: 2 });
      try {
        const worker = await bench.startWorker({ queryPool });
        await bench.deploy(
          "flow",
          flow({ write: query(insert, {}, ["once"]), after: {} }, ["write -> after"]),
        );
        proxy.loseReplyTo(text);

        const ended = await bench.finished(await bench.start("flow"));

        expect(ended).toMatchObject({ state: "succeeded", output: [{ what: "once" }] });
        expect(await bench.total()).toBe(1);
        expect(await bench.step(ended.id, "write")).toMatchObject({ failures: 0 });
        await worker.stop();
      } finally {
        await queryPool.end();
      }
    }),
);

test("an effect whose completion is refused is undone", () =>
  withOrders(async ({ startWorker, deploy, start, finished, rows, total, connect }) => {
    await startWorker();
    await deploy("flow", flow({ write: query(`${insert}, public.gate()`, {}, ["lost"]) }));
    const gatekeeper = await connect();
    await gatekeeper.query("select pg_advisory_lock(7)");
    const run = await start("flow");
    await eventually("the statement runs", () =>
      rows("select from pg_locks where locktype = 'advisory' and not granted").then(
        ({ length }) => length > 0,
      ),
    );

    await rows("select reflux.cancel_run($1)", run);
    await gatekeeper.query("select pg_advisory_unlock(7)");

    expect(await finished(run)).toMatchObject({ state: "cancelled" });
    await eventually("the connection is quiet again", async () => {
      const active = await rows(
        "select from pg_stat_activity where datname = current_database() and usename = 'reflux_query' and state <> 'idle'",
      );
      return active.length === 0;
    });
    expect(await total()).toBe(0);
  }));

test("a statement is ended by its step's deadline", () =>
  withOrders(async ({ startWorker, run, step }) => {
    const worker = await startWorker();

    const ended = await run(
      flow({ slow: query("select pg_sleep(60)", { timeout: "200ms", retry: { max: 0 } }) }),
    );

    expect(await step(ended.id, "slow")).toMatchObject({ state: "failed", error: { code: "RFT05" } });
    expect(worker.running()).toBe(0);
  }));

test("a run that a person has locked costs the statement no attempt", () =>
  withOrders(async ({ startWorker, deploy, start, finished, connect, rows, step, total }) => {
    await startWorker();
    await deploy(
      "flow",
      flow({
        write: query(`${insert}, public.gate()`, { retry: { max: 0 } }, ["one"]),
      }),
    );
    const person = await connect();
    await person.query("select pg_advisory_lock(7)");
    const run = await start("flow");
    await eventually("the statement runs", () =>
      rows("select from pg_locks where locktype = 'advisory' and not granted").then(
        ({ length }) => length > 0,
      ),
    );
    await person.query("begin");
    await person.query("select from reflux.runs where id = $1 for update", [run]);
    await person.query("select pg_advisory_unlock(7)");
    await eventually("the engine was refused", () =>
      rows("select from pg_stat_activity where query = 'discard all' or query ~ 'complete_own_step'").then(
        ({ length }) => length > 0,
      ),
    );
    await person.query("commit");

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
    expect(await step(run, "write")).toMatchObject({ failures: 0 });
    expect(await total()).toBe(1);
  }));

test.each([
  ["reads a secret of a worker", "select secret from reflux.workers"],
  ["reads the password of a login", "select * from reflux_private.logins"],
  ["reads secrets", "select ciphertext from reflux.secrets"],
  ["changes a run", "update reflux.runs set state = 'succeeded' returning id"],
  ["calls the engine", "select reflux_private.sweep(0)"],
  ["rings doorbells", "select graphile_worker.add_job('x')"],
  [
    "completes a step without the worker's secret",
    "select reflux_author.complete_own_step(1, gen_random_uuid(), 1, 0, '', 1)",
  ],
  ["becomes another role", "select set_config('role', 'reflux_admin', true)"],
  [
    "becomes the owner",
    "select set_config('session_authorization', (select rolname from pg_roles where rolsuper limit 1), true)",
  ],
  ["reads a file of the server", "select pg_read_file('/etc/passwd')"],
])("an author who %s is refused", (_, text) =>
  withOrders(async ({ startWorker, run, step, rows }) => {
    await startWorker();

    const ended = await run(flow({ evil: query(text, { retry: { max: 0 } }) }));

    expect(await step(ended.id, "evil")).toMatchObject({
      state: "failed",
      error: { code: expect.stringMatching(/^RF[VXP]/) },
    });
    expect(await rows("select from reflux.runs where state = 'succeeded'")).toEqual([]);
  }),
);

test.each([
  ["two statements", `${insert}; select 1`, "RFV10"],
  ["transaction control", "commit", "RFV10"],
  ["a settings statement", "set role reflux_admin", "RFV10"],
])("%s: refused", (_, text, code) =>
  withOrders(async ({ startWorker, run, step, total }) => {
    await startWorker();

    const ended = await run(
      flow({ evil: query(text, { retry: { max: 0 } }, text.includes("$1") ? ["x"] : []) }),
    );

    expect(await step(ended.id, "evil")).toMatchObject({ state: "failed", error: { code } });
    expect(await total()).toBe(0);
  }),
);

test("a transaction that is not the step's completes nothing", () =>
  withOrders(async ({ connect }) => {
    const client = await connect();
    const transaction = await beginFor(client, 1_000);
    await requireSame(client, transaction);

    for (const text of ["commit", "rollback", "commit and chain", "rollback and chain", "commit; begin"]) {
      const begun = await beginFor(client, 1_000);
      await client.query(text);

      await expect(requireSame(client, begun)).rejects.toMatchObject({ code: "RFV10" });
      await client.query("rollback");
    }
  }));

test("settings and locks an author leaves behind do not outlive the step", () =>
  withOrders(async ({ startWorker, run, rows }) => {
    await startWorker();
    const text = "select public.leave_behind()";

    const first = await run(flow({ evil: query(text) }));
    const second = await run(
      flow({ good: query("select pg_sleep(0.05), current_setting('search_path') as path") }),
    );

    expect(first.state).toBe("succeeded");
    expect(second.output).toEqual([expect.objectContaining({ path: '"$user", public' })]);
    expect(await rows("select from pg_locks where locktype = 'advisory' and objid = 8")).toEqual([]);
  }));

test("garbage that an author notifies is passed over", () =>
  withOrders(async ({ startWorker, run }) => {
    const worker = await startWorker();
    const text = `select public.shout('reflux_control', p), public.shout('reflux_worker_${worker.id()}', p)
      from unnest(array['', 'nonsense', '[]', '{}', '[1, 2]', '["x", null, {}]', '{"abort": 7}', '[99999999, 0, ""]']) p`;

    await run(flow({ evil: query(text) }));
    const ended = await run(flow({ good: {} }));

    expect(ended.state).toBe("succeeded");
  }));

test("a table's change starts a run in the writer's transaction", () =>
  withOrders(async ({ startWorker, deploy, rows, connect }) => {
    await startWorker();
    await rows("grant trigger on public.orders to reflux_query");
    await deploy(
      "flow",
      flow(
        { watch: { node: "table.change", config: { table: "orders", operations: ["insert"] } }, after: {} },
        ["watch -> after"],
      ),
    );
    const writer = await connect();
    await writer.query("begin; insert into public.orders (what) values ('undone'); rollback");
    await writer.query("insert into public.orders (what) values ('kept')");

    await eventually("the run ends", () =>
      rows("select from reflux.runs where state = 'succeeded'").then(({ length }) => length === 1),
    );
    const [run] = await rows<{ input: unknown }>("select input from reflux.runs");
    expect(run?.input).toMatchObject({ operation: "insert", new: { what: "kept" } });
  }));
