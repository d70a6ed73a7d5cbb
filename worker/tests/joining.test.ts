/** Workers that come, go, and differ in what they can do. */
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { eventually } from "#db/testing/eventually.ts";
import { startProxy } from "#db/testing/proxy.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { gate, pass, scripted } from "../testing/nodes.ts";

test("a second worker with more nodes gets their steps, and only it does", () =>
  withBench(async ({ startWorker, run, rows }) => {
    const first = await startWorker();
    const second = await startWorker({ nodes: [scripted("test.special", (input) => input)] });

    const ended = await run(flow({ a: {}, b: { node: "test.special" }, c: {} }, ["a -> b", "b -> c"]), {
      input: 1,
    });

    expect(ended).toMatchObject({ state: "succeeded", output: 1 });
    expect(await rows("select worker_id from reflux.attempts order by finished_at")).toEqual([
      { worker_id: first.id() },
      { worker_id: second.id() },
      { worker_id: first.id() },
    ]);
  }));

test("steps of a node that nobody runs wait for the worker that does", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, reaches }) => {
    await startWorker();
    const special = scripted("test.special", () => "done");
    await announce([special]);
    await deploy("flow", flow({ a: {}, b: { node: "test.special" } }, ["a -> b"]));
    const run = await start("flow");
    await reaches(run, "b", "ready");

    await startWorker({ nodes: [special] });

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: "done" });
  }));

test("stopping lets running steps finish within the grace, and takes no more", () =>
  withBench(async ({ startWorker, deploy, start, attempts, step, logged }) => {
    const { wait, waiting, open } = gate();
    const worker = await startWorker({ nodes: [scripted("test.wait", wait), pass], graceMs: 10_000 });
    await deploy("flow", flow({ first: { node: "test.wait" }, second: {} }, ["first -> second"]));
    const run = await start("flow");
    await eventually("the step runs", () => waiting.size === 1);

    const stopped = worker.stop();
    await eventually("nobody is idle any more", async () => logged.length > 0);
    open();
    await stopped;

    expect(await attempts(run, "first")).toEqual(["succeeded"]);
    expect(await step(run, "second")).toMatchObject({ state: "ready", attempt: 0 });
  }));

test("what does not finish within the grace is given back without a charge, and runs elsewhere", () =>
  withBench(async ({ startWorker, deploy, start, finished, attempts, step }) => {
    const { wait, waiting } = gate();
    const worker = await startWorker({ nodes: [scripted("test.wait", wait)], graceMs: 100 });
    await deploy("flow", flow({ only: { node: "test.wait", retry: { max: 0 } } }));
    const run = await start("flow");
    await eventually("the step runs", () => waiting.size === 1);

    await worker.stop();
    expect(await step(run, "only")).toMatchObject({ state: "ready", failures: 0, losses: 0 });
    await startWorker({ nodes: [scripted("test.wait", () => "elsewhere")] });

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: "elsewhere" });
    expect(await attempts(run, "only")).toEqual(["released", "succeeded"]);
  }));

test("a run that starts while a worker drains is not left with it", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows }) => {
    const { wait, waiting, open } = gate();
    const leaving = await startWorker({ nodes: [scripted("test.wait", wait), pass], graceMs: 20_000 });
    await deploy("long", flow({ only: { node: "test.wait" } }));
    await deploy("flow", chain(1));
    await start("long");
    await eventually("the long step runs", () => waiting.size === 1);
    const stopped = leaving.stop();
    await startWorker({ nodes: [pass] });
    await eventually("the database knows", async () => {
      const idle = await rows(
        "select from reflux_private.idle_workers where worker_id = $1 and idle > 0",
        leaving.id(),
      );
      return idle.length === 0;
    });

    const runs = await Promise.all(Array.from({ length: 5 }, () => start("flow")));
    for (const run of runs) expect(await finished(run, 5_000)).toMatchObject({ state: "succeeded" });
    open();
    await stopped;
  }));

test("a worker whose lease was lost drops its work, joins anew and goes on", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows, attempts }) => {
    const { wait, waiting, open } = gate();
    const node = scripted("test.wait", (input, ctx) => (ctx.attempt === 1 ? wait(input, ctx) : "second"));
    const worker = await startWorker({ nodes: [node] });
    await deploy("flow", flow({ only: { node: "test.wait" } }));
    const run = await start("flow");
    await eventually("the step runs", () => waiting.size === 1);
    const before = worker.id();

    await rows("update reflux.workers set lost_at = now(), lease_until = '-infinity' where id = $1", before);
    await eventually("it was dropped", () => waiting.size === 0);
    open();

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: "second" });
    expect(await attempts(run, "only")).toEqual(["lost", "succeeded"]);
    expect(worker.id()).not.toBe(before);
  }));

test("a run goes to an idle worker at once, already leased", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows }) => {
    await startWorker();
    await deploy("flow", chain(1));
    await eventually("somebody is idle", () =>
      rows("select from reflux_private.idle_workers where idle > 0").then(({ length }) => length > 0),
    );

    const run = await start("flow");

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
    expect(await rows("select from graphile_worker._private_jobs")).toEqual([]);
    const [row] = await rows<{ same: boolean }>("select created_at = started_at as same from reflux.runs");
    expect(row?.same).toBe(true);
  }));

test("a start that fails leaves nobody behind", () =>
  withBench(async ({ startWorker, rows, run }) => {
    await rows("alter table graphile_worker.migrations rename to away");

    await expect(startWorker()).rejects.toThrow();
    await rows("alter table graphile_worker.away rename to migrations");

    expect(await rows("select from reflux.workers where stopped_at is null")).toEqual([]);
    await startWorker();
    expect(await run(chain(2))).toMatchObject({ state: "succeeded" });
  }));

test("a worker whose database is away ends all the same, in time", () =>
  withBench(async (bench) => {
    await using proxy = await startProxy(bench.url);
    const pool = createPool({ connectionString: proxy.url, max: 6 });
    const { wait, waiting } = gate();
    const worker = await bench.startWorker({ pool, nodes: [scripted("test.wait", wait)], graceMs: 100 });
    await bench.deploy("flow", flow({ only: { node: "test.wait" } }));
    await bench.start("flow");
    await eventually("the step runs", () => waiting.size === 1);

    proxy.blackhole();
    const begun = performance.now();
    await worker.stop();

    expect(performance.now() - begun).toBeLessThan(20_000);
    proxy.cut();
    await pool.end();
    expect(await bench.rows("select from reflux.workers where stopped_at is null")).toHaveLength(1);
  }));
