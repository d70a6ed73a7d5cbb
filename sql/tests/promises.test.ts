import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, deploy, flow, start } from "./kit.ts";
import { Worker } from "./worker.ts";

/** What breaks each fact, by hand. `calling` waits for the run of `child`; `done` is a -> b, both succeeded. */
const breaks: Readonly<Record<string, string>> = {
  "no more steps run under a concurrency key than its limit":
    "update reflux.steps set slot_key = 'k', slot_limit = 1 where state = 'running'",
  "a place under a concurrency key is that of a step which runs or stands in line":
    "update reflux.steps set slot_key = 'k', slot_limit = 9 where state = 'succeeded'",
  "an attempt has one child": `insert into reflux.runs (flow_id, version_id, graph_id, state, open_sinks, parent_run_id, parent_idx, parent_scope, idempotency_key, key_kind, created_at, input)
    select (select id from reflux.flows where slug = 'done'), version_id, graph_id, state, open_sinks, parent_run_id, parent_idx, parent_scope, idempotency_key, key_kind, created_at, input
    from reflux.runs where key_kind = 'child'`,
  "a step waits for a child that is its own":
    "update reflux.runs set parent_idx = 5 where key_kind = 'child'",
  "only the child of the last attempt lives": `update reflux.steps set child_run_id = (select max(id) from reflux.runs where finished_at is not null)
    where wait = 'child'`,
  "what was never tried has no result, but in a fork":
    "update reflux.steps set attempt = 0 where (run_id, idx) in (select run_id, idx from reflux.steps where state = 'succeeded' limit 1)",
  "a step that succeeded has an output":
    "update reflux.steps set output = null where (run_id, idx) in (select run_id, idx from reflux.steps where state = 'succeeded' limit 1)",
  "a step ends after those above it": `update reflux.steps s set finished_at = clock_timestamp() + interval '1 minute'
    where s.state = 'succeeded' and exists (select from reflux.runs r join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
      where r.id = s.run_id and g.key = 'a')`,
  "an edge brings one token": `update reflux.steps s set arrived = arrived + 1 where deps > 0
    and s.run_id = (select max(r.id) from reflux.runs r join reflux.flows f on f.id = r.flow_id where f.slug = 'done')`,
  "an attempt ends once":
    "insert into reflux.attempts select * from reflux.attempts where outcome = 'succeeded' limit 1",
  "a wait of an attempt ends once": `insert into reflux.attempts (run_id, idx, attempt, graph_id, outcome, wait, state, finished_at)
    select run_id, idx, attempt, graph_id, 'failed', 'child', 'sleeping', finished_at
    from reflux.attempts, generate_series(1, 2) where outcome = 'suspended'`,
  "a wait that ended is that of an attempt": `insert into reflux.attempts (run_id, idx, attempt, graph_id, outcome, wait, state, finished_at)
    select run_id, idx, attempt + 1, graph_id, 'failed', 'child', 'sleeping', finished_at
    from reflux.attempts where outcome = 'suspended'`,
  "an end says in which graph, in which transaction, and what became of the step":
    "update reflux.attempts set graph_id = null where outcome = 'suspended'",
  "a result is that of the last attempt":
    "update reflux.steps set state = 'succeeded', output = '1', wait = null, wake_at = null, finished_at = now() where state = 'sleeping'",
  "every attempt but the one that runs has ended": "delete from reflux.attempts where outcome = 'succeeded'",
};

test.for(Object.entries(breaks))("promises.sql sees when it does not hold that %s", async ([fact, sql]) => {
  await withTx(async (db) => {
    await prepare(db);
    await checkPromises(db);

    await db.query(sql);

    await expect(checkPromises(db)).rejects.toThrow(fact);
  });
});

async function prepare(db: Db): Promise<void> {
  const worker = await Worker.register(db);
  await deploy(db, "child", chain("a"));
  await deploy(db, "calling", flow({ call: {} }, []));
  await deploy(db, "done", chain("a", "b"));
  const done = await start(db, "done");
  await worker.drive(db);
  await db.query("select reflux.redrive_step($1, 'a')", [done]);
  await worker.drive(db);
  await start(db, "done");
  await worker.drive(db);
  await start(db, "calling");
  const [step] = await worker.take(db);
  await worker.complete(db, { step: step!, kind: "call_flow", output: { flow: "child" } });
  // The child's only step, and one more, are held; they are not done.
  await start(db, "child");
  for (const held of await worker.take(db)) expect(held.attempt).toBe(1);
}
