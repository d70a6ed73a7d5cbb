/** Steps that wait without a worker: for a time, for a signal, for a child run. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { gate, pass, scripted } from "../testing/nodes.ts";

test("a wait gives its place back and ends by the clock of the database", () =>
  withBench(async ({ startWorker, deploy, start, reaches, finished, rows }) => {
    const worker = await startWorker({ concurrency: 1 });
    await deploy(
      "flow",
      flow({ nap: { node: "wait", config: { duration: "300ms" } }, after: {} }, ["nap -> after"]),
    );
    const run = await start("flow");
    await reaches(run, "nap", "sleeping");
    await eventually("the place is free", () => worker.running() === 0);

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: null });
    const [nap] = await rows<{ ms: number }>(
      "select extract(epoch from s.finished_at - a.started_at) * 1000 as ms from reflux.steps s join reflux.attempts a using (run_id, idx) where a.wait is null and s.run_id = $1 and s.idx = 0",
      run,
    );
    expect(Number(nap?.ms)).toBeGreaterThanOrEqual(300);
  }));

test("a moment that has passed is no wait", () =>
  withBench(async ({ startWorker, run }) => {
    await startWorker();

    const ended = await run(flow({ nap: { node: "wait", config: { until: "2020-01-01T00:00:00Z" } } }));

    expect(ended).toMatchObject({ state: "succeeded" });
  }));

test("a signal brings its payload", () =>
  withBench(async ({ startWorker, deploy, start, reaches, finished, rows }) => {
    await startWorker();
    await deploy(
      "flow",
      flow({ ask: { node: "wait", config: { signal: true } }, after: {} }, ["ask -> after"]),
    );
    const run = await start("flow");
    await reaches(run, "ask", "sleeping");

    await rows("select reflux.signal_step($1, 'ask', '{\"yes\": true}')", run);

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: { yes: true } });
  }));

test("a signal that does not come leads to the timeout port, or fails the step", () =>
  withBench(async ({ startWorker, run, step }) => {
    await startWorker();
    const ask = { node: "wait", config: { signal: true, timeout: "100ms" } };

    const [led, failed] = [
      await run(flow({ ask, yes: {}, no: {} }, ["ask -> yes", "ask.timeout -> no"])),
      await run(flow({ ask })),
    ];

    expect(led.state).toBe("succeeded");
    expect(await step(led.id, "no")).toMatchObject({ state: "succeeded" });
    expect(await step(led.id, "yes")).toMatchObject({ state: "skipped" });
    expect(await step(failed.id, "ask")).toMatchObject({ state: "failed", error: { code: "RFT03" } });
  }));

test("a child run's output is its parent step's", () =>
  withBench(async ({ startWorker, deploy, run, step, rows }) => {
    await startWorker();
    await deploy("child", chain(2));

    const ended = await run(
      flow({ call: { node: "flow.call", config: { flow: "child" } }, after: {} }, ["call -> after"]),
      {
        input: { n: 1 },
      },
    );

    expect(ended).toMatchObject({ state: "succeeded", output: { n: 1 } });
    const call = await step(ended.id, "call");
    const [child] = await rows("select * from reflux.runs where id = $1", call.child_run_id);
    expect(child).toMatchObject({ parent_run_id: ended.id, state: "succeeded" });
  }));

test("a child run that fails fails its parent's step", () =>
  withBench(async ({ startWorker, deploy, run, step }) => {
    await startWorker({
      nodes: [scripted("test.fails", () => Promise.reject(new Error("no"))), ...builtinNodes],
    });
    await deploy("child", flow({ only: { node: "test.fails" } }));

    const ended = await run(flow({ call: { node: "flow.call", config: { flow: "child" } } }));

    expect(ended.state).toBe("failed");
    expect(await step(ended.id, "call")).toMatchObject({ error: { code: "RFX04" } });
  }));

test("a flow that is not there fails the step at once, with its own code", () =>
  withBench(async ({ startWorker, run, step }) => {
    await startWorker();

    const ended = await run(flow({ call: { node: "flow.call", config: { flow: "gone" } } }));

    expect(await step(ended.id, "call")).toMatchObject({ state: "failed", error: { code: "RFN01" } });
  }));

test("a child whose input lacks a property named timeout is refused, and holds up nobody", () =>
  withBench(async ({ startWorker, deploy, run, step }) => {
    await startWorker();
    const input = { type: "object", required: ["timeout"] };
    await deploy("child", { ...chain(1), input });

    const ended = await run(flow({ call: { node: "flow.call", config: { flow: "child" } }, beside: {} }));

    expect(await step(ended.id, "call")).toMatchObject({ state: "failed", error: { code: "RFV03" } });
    expect(await step(ended.id, "beside")).toMatchObject({ state: "succeeded" });
  }));

test("flows that call each other without end are stopped", () =>
  withBench(
    async ({ startWorker, deploy, start, finished, rows }) => {
      await startWorker();
      await deploy("flow", flow({ call: { node: "flow.call", config: { flow: "flow" } } }));

      const run = await start("flow");

      expect(await finished(run, 40_000)).toMatchObject({ state: "failed" });
      expect(await rows("select from reflux.steps where error ->> 'code' = 'RFL04'")).toHaveLength(1);
      expect(await rows("select from reflux.runs where finished_at is null")).toEqual([]);
    },
    { lease: "10 seconds" },
  ));

test("cancelling a parent cancels its child and aborts what runs in it", () =>
  withBench(async ({ startWorker, deploy, start, reaches, finished, rows }) => {
    const { wait, waiting } = gate();
    await startWorker({ nodes: [scripted("test.wait", wait), pass, ...builtinNodes] });
    await deploy("child", flow({ inner: { node: "test.wait" } }));
    await deploy("flow", flow({ call: { node: "flow.call", config: { flow: "child" } } }));
    const run = await start("flow");
    const { child_run_id: child } = await reaches(run, "call", "sleeping");
    await eventually("the child runs", () => waiting.size === 1);

    await rows("select reflux.cancel_run($1, 'enough')", run);

    expect(await finished(String(child))).toMatchObject({ state: "cancelled" });
    await eventually("the node was aborted", () => waiting.size === 0);
  }));
