import type pg from "pg";
import { expect, test } from "vitest";
import { waits } from "#language/waits.ts";
import { announce, deploy, webhookFlow } from "./driver.ts";
import { type Stage, withServer } from "./kit.ts";

const many = 20_000;

test("runs are found by what they wait for, without reading those that do not", async () => {
  await withServer(async (stage) => {
    const { pool, token } = stage;
    await plant(pool);
    const as = await token("viewer");
    const few = await token("viewer", ["g"]);

    const found = async (kinds: string, who = as) =>
      await ids(
        stage,
        `runs(first: 100, orderBy: [ID_DESC], condition: { waits: [${kinds}] }) { nodes { id } }`,
        who,
      );
    for (const kind of ["person", "time", "retry", "child", "place"] as const)
      expect([kind, await found(kind)]).toEqual([kind, [String(places[waits[kind].kind])]]);
    expect(await found("worker")).toEqual(["900"]);
    expect(await found("person, worker")).toEqual(["900", String(places.signal)]);
    expect(await found("person", few)).toEqual([]);

    const plan = await explain(pool, "array['signal']::reflux.wait_kind[]");
    expect(plan).not.toMatch(/Seq Scan on (runs|steps)/);
    expect(plan).toMatch(/steps_that_wait/);
  });
});

test("the log of a whole run is paged from either end, and searched where it lies", async () => {
  await withServer(async (stage) => {
    const { pool, token } = stage;
    await plant(pool);
    await pool.query(
      `insert into reflux.step_logs (run_id, idx, attempt, at, level, message, fields)
       select 7, n % 2, 1, now() + n * interval '1 ms', case when n % 1000 = 0 then 'error' else 'info' end, 'line ' || n,
         case when n = 12345 then '{"card": "Declined_100%"}'::jsonb end
       from generate_series(1, 20000) n`,
    );
    const as = await token("viewer");
    const lines = async (condition: string, order = "AT_DESC", first = 3) => {
      const { data, errors } = await stage.ask(
        `{ run(id: "7") { logs(condition: ${condition}, orderBy: [${order}], first: ${first}) { nodes { message } pageInfo { endCursor } } } }`,
        {},
        as,
      );
      expect(errors).toEqual([]);
      return data.run.logs.nodes.map(({ message }: { message: string }) => message);
    };

    expect(await lines("{}")).toEqual(["line 20000", "line 19999", "line 19998"]);
    expect(await lines("{}", "AT_ASC")).toEqual(["line 1", "line 2", "line 3"]);
    expect(await lines(`{ search: "declined_100%" }`)).toEqual(["line 12345"]);
    expect(await lines(`{ search: "%" }`)).toEqual(["line 12345"]);
    expect(await lines(`{ levels: ["warn", "error"], search: "line 1" }`)).toEqual([
      "line 19000",
      "line 18000",
      "line 17000",
    ]);
    expect(await lines(`{ step: "work" }`)).toEqual(["line 19999", "line 19997", "line 19995"]);
    expect(await lines(`{ step: "nowhere" }`)).toEqual([]);
  });
});

test("the tries that a step's row does not tell are those that ended before, and those of one that slept", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await plant(pool);
    await pool.query(
      `insert into reflux.attempts (run_id, idx, attempt, outcome, started_at, finished_at)
       values (1, 0, 1, 'failed', now(), now()), (1, 0, 2, 'lost', now(), now()), (1, 0, 3, 'succeeded', now(), now()),
         (2, 0, 1, 'suspended', now(), now()), (${places.retry}, 0, 1, 'failed', now(), now())`,
    );
    await pool.query("update reflux.steps set attempt = 3 where run_id = 1");
    const as = await token("viewer");
    const told = async (run: number) => {
      const { data } = await ask(
        `{ run(id: "${run}") { timeline(condition: { earlier: true }) { nodes { attempt what } } } }`,
        {},
        as,
      );
      return data.run.timeline.nodes.map(
        (one: { attempt: number; what: string }) => `${one.attempt} ${one.what}`,
      );
    };

    expect(await told(1)).toEqual(["1 failed", "2 lost"]);
    expect(await told(2)).toEqual(["1 suspended"]);
    expect(await told(places.retry)).toEqual(["1 failed"]);
  });
});

/** By what it sleeps for: the run that does. */
const places = { signal: 100, timer: 300, retry: 500, child: 700, slot: 800 } as const;

/** Twenty thousand runs that are not over, of which six wait for something. */
async function plant(pool: pg.Pool): Promise<void> {
  await announce(pool);
  await deploy(pool, "f", webhookFlow("p"));
  await deploy(pool, "g", webhookFlow("q"));
  await pool.query(
    `insert into reflux.runs (flow_id, version_id, graph_id, state, open_sinks, started_at)
     select v.flow_id, v.id, v.graph_id, 'running', 1, now()
     from reflux.flow_versions v join reflux.flows f on f.id = v.flow_id, generate_series(1, $1) where f.slug = 'f'`,
    [many],
  );
  await pool.query(
    `insert into reflux.steps (run_id, idx, state, wait, attempt, started_at, finished_at)
     select r.id, 0, case when p.wait = 'worker' then 'ready' when p.wait is not null then 'sleeping' else 'succeeded' end::reflux.step_state,
       nullif(p.wait, 'worker')::reflux.wait_kind, 1, now(), case when p.wait is null then now() end
     from reflux.runs r left join jsonb_each_text($1) p(wait, run) on p.run::bigint = r.id`,
    [JSON.stringify({ ...places, worker: 900 })],
  );
  await pool.query("analyze reflux.runs, reflux.steps");
}

async function explain(pool: pg.Pool, kinds: string): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("set local role reflux_viewer");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain select r.id from reflux.runs r where r.state in ('queued', 'running', 'paused')
         and (exists (select from reflux.steps s where s.run_id = r.id and s.wait is not null and s.wait = any (${kinds})))
       order by r.id desc limit 100`,
    );
    await client.query("rollback");
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    client.release();
  }
}

async function ids({ ask }: Stage, query: string, as: string): Promise<string[]> {
  const { data, errors } = await ask(`{ ${query} }`, {}, as);
  expect(errors).toEqual([]);
  return data.runs.nodes.map(({ id }: { id: string }) => id);
}
