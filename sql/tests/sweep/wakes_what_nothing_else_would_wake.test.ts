import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import {
  age,
  chain,
  type Db,
  deploy,
  doorbells,
  flow,
  loseDoorbells,
  one,
  passTime,
  readRun,
  readStep,
  start,
  startFlow,
  sweep,
} from "../kit.ts";
import { fails, type Outcome, Worker } from "../worker.ts";

test("a lost doorbell is rung again, once", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, chain("a"));
    await loseDoorbells(pool);
    await age(pool);

    expect(await sweep(pool)).toMatchObject({ rung_steps: 1 });
    await age(pool);
    expect(await sweep(pool)).toMatchObject({ rung_steps: 0 });

    expect(await doorbells(pool)).toBe(1);
    expect(await worker.drive(pool)).toEqual(["a"]);
    expect(await readRun(pool, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(pool);
  });
});

const locked = (by: string, since: string) =>
  `update graphile_worker._private_jobs set locked_by = '${by}', locked_at = now() - interval '${since}'`;

test.for([
  ["by nobody who lives", locked("stranger", "10 seconds"), 1],
  ["by a worker, a moment ago", locked("pool-1", "10 seconds"), 0],
  ["by a worker, so long ago that the reply must be lost", locked("pool-1", "1 minute"), 1],
] as const)("a doorbell that is locked %s", async ([, lock, rung]) => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await pool.query("update reflux.workers set pools = '{pool-1}' where id = $1", [worker.id]);
    await startFlow(pool, chain("a"));
    await age(pool);
    await pool.query(lock);

    expect(await sweep(pool)).toMatchObject({ rung_steps: rung });
  });
});

test("a step that has just become ready is not rung for", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await startFlow(pool, chain("a"));
    await loseDoorbells(pool);

    expect(await sweep(pool)).toMatchObject({ rung_steps: 0 });
  });
});

test("a deep queue is not a lost doorbell", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    for (let n = 0; n < 20; n += 1) await start(pool, "flow");
    await age(pool);

    expect(await sweep(pool)).toMatchObject({ rung_steps: 0 });
    expect(await doorbells(pool)).toBe(20);
  });
});

test.for([
  ["of another priority", "update graphile_worker._private_jobs set priority = 7"],
  ["that used up its tries", "update graphile_worker._private_jobs set attempts = max_attempts"],
  [
    "of another node",
    "update graphile_worker._private_jobs set task_id = (select min(id) - 1 from graphile_worker._private_tasks)",
  ],
] as const)("an old job %s does not hide that a doorbell was lost", async ([name, change]) => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    const run = await startFlow(pool, flow({ a: {}, b: {} }));
    await pool.query(
      "delete from graphile_worker._private_jobs where id <> (select min(id) from graphile_worker._private_jobs)",
    );
    if (name === "of another node")
      await pool.query(
        "insert into graphile_worker._private_tasks (id, identifier) overriding system value values (0, 'other')",
      );
    await pool.query(change);
    await age(pool);

    const { rung_steps } = await sweep(pool);

    expect(rung_steps).toBeGreaterThan(0);
    expect(await readStep(pool, run, "a")).toMatchObject({ state: "ready" });
  });
});

const waits: readonly (readonly [string, Outcome, Record<string, unknown>])[] = [
  ["a retry", fails(), { state: "succeeded" }],
  ["a timer", { kind: "sleep_until", wake_at: "2099-01-01" }, { state: "succeeded", output: null }],
  [
    "a wait for a signal",
    { kind: "wait_for_signal", wake_at: "2099-01-01" },
    { state: "failed", error: { code: "RFT03" } },
  ],
];

test.for(waits)("%s whose doorbell was lost is not forgotten", async ([, outcome, expected]) => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, flow({ a: { retry: { max: 1 } } }));
    const [step] = await worker.take(pool);
    await worker.complete(pool, { step: step!, ...outcome });
    await passTime(pool);
    await loseDoorbells(pool);

    expect(await sweep(pool)).toMatchObject({ rung_steps: 1 });
    await worker.drive(pool);

    expect(await readStep(pool, run, "a")).toMatchObject(expected);
    expect(await sweep(pool)).toMatchObject({ rung_steps: 0 });
    await checkPromises(pool);
  });
});

test("a step whose child run ended is not forgotten", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await deploy(pool, "child", chain("c"));
    const run = await startFlow(pool, chain("a"));
    const [step] = await worker.take(pool);
    await worker.complete(pool, { step: step!, kind: "call_flow", output: { flow: "child" } });
    const [c] = await worker.take(pool);
    await worker.complete(pool, { step: c!, kind: "output", output: 42 });
    await loseDoorbells(pool);
    await pool.query(
      "update reflux.runs set finished_at = finished_at - interval '1 minute' where parent_run_id is not null",
    );

    expect(await sweep(pool)).toMatchObject({ rung_steps: 1 });

    expect(await readStep(pool, run, "a")).toMatchObject({ state: "succeeded", output: 42 });
    await checkPromises(pool);
  });
});

test("paused runs are left alone", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    const run = await startFlow(pool, chain("a"));
    await pool.query("select reflux.pause_run($1)", [run]);
    await loseDoorbells(pool);
    await age(pool);

    expect(await sweep(pool)).toMatchObject({ rung_steps: 0 });
  });
});

test("each sweep looks at a bounded slice, and the next goes on after it", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    await bulk(pool, 1200);
    await loseDoorbells(pool);
    await age(pool);

    const rung: number[] = [];
    let position = "0";
    do {
      const report = await sweep(pool, position);
      rung.push(report.rung_steps);
      position = report.next_position;
    } while (position !== "0");

    expect(rung).toEqual([500, 500, 200]);
  });
});

test("one sweeper works at a time, the other does nothing", async () => {
  await withDb(async ({ pool, connect }) => {
    await Worker.register(pool);
    await startFlow(pool, chain("a"));
    await loseDoorbells(pool);
    await age(pool);
    const other = await connect();
    await other.query("begin");
    await sweep(other);

    expect(await sweep(pool, "0")).toMatchObject({ rung_steps: 0, next_position: "0" });
    await other.query("commit");
  });
});

async function bulk(db: Db, n: number): Promise<void> {
  await one(
    db,
    "select count(r) from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id, " +
      "lateral reflux_private.start_runs(f.id, v.id, v.graph_id, array_fill('{}'::jsonb, array[$1::int])) r",
    [n],
  );
}
