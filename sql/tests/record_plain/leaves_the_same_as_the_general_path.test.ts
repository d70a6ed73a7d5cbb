import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, one, start, startFlow } from "../kit.ts";
import { ok, type Result, Worker } from "../worker.ts";

/** All that a run leaves, without its times and ids. */
async function left(db: Db, run: string) {
  const { rows } = await db.query(
    `select to_jsonb(r) - '{id,created_at,started_at,finished_at}'::text[] as run,
       (select jsonb_agg(to_jsonb(s) - '{run_id,ready_at,started_at,finished_at}'::text[] order by s.idx)
         from reflux.steps s where s.run_id = r.id) as steps,
       (select jsonb_agg(to_jsonb(a) - '{run_id,ready_at,started_at,finished_at,xid}'::text[] order by a.idx, a.attempt)
         from reflux.attempts a where a.run_id = r.id) as attempts
     from reflux.runs r where r.id = $1`,
    [run],
  );
  return rows[0];
}

const outcomes: readonly (readonly [string, Partial<Result>])[] = [
  ["an output", { kind: "output", output: { a: 1 } }],
  ["nothing", { kind: "output" }],
  ["a large output", { kind: "output", artifact: "h", body: { large: true } }],
  ["an output with evidence", { kind: "output", output: 1, evidence: [{ kind: "other" }] }],
];

test.each(outcomes)("%s of a plain step leaves the same rows on both paths", async (_, outcome) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a", "b", "c"));
    const runs: unknown[] = [];
    for (const follows of [undefined, "many"] as const) {
      const run = await start(db, "flow");
      let steps = await worker.take(db);
      while (steps.length > 0) {
        const results = steps.map((step) => ({
          ...ok(),
          ...outcome,
          step,
          next: true,
          ...(follows && { follows }),
        }));
        steps = (await worker.complete(db, ...(results as Result[]))).leased;
      }
      runs.push(await left(db, run));
    }

    expect(runs[0]).toMatchObject({ run: { state: "succeeded", open_sinks: 0 } });
    expect(runs[0]).toEqual(runs[1]);
  });
});

test("what the hot path knows of a graph's steps is what the graph says", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await startFlow(
      db,
      flow({ a: {}, b: {}, c: {}, d: {}, e: {} }, ["a -> b", "b -> c", "b -> d", "d -> e"]),
    );
    await deploy(db, "race", flow({ a: {}, b: { join: "any" } }, ["a -> b"]));

    const { rows } = await db.query(
      `select g.key, x.key as next, h.next_own as own
       from reflux_private.hot_steps h
       join reflux.graph_steps g using (graph_id, idx)
       left join reflux.graph_steps x on x.graph_id = h.graph_id and x.idx = h.next_idx
       order by 1`,
    );

    expect(rows).toEqual([
      { key: "a", next: "b", own: true },
      { key: "c", next: null, own: null },
      { key: "d", next: "e", own: true },
      { key: "e", next: null, own: null },
    ]);
  });
});

test("an outcome of a kind that nobody knows is an error, and changes nothing", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    const [step] = await worker.take(db);

    await db.query("savepoint before");
    const answer = worker.complete(db, { step: step!, kind: "ok" as never });

    await expect(answer).rejects.toMatchObject({ code: "RFV06", message: '"ok" is no kind of outcome' });
    await db.query("rollback to savepoint before");
    expect(await one(db, "select state from reflux.steps where run_id = $1", [run])).toEqual({
      state: "running",
    });
  });
});
