/** What people do to a run while a worker works on it. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { cancel, NodeError } from "#nodes/sdk/index.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { gate, pass, scripted } from "../testing/nodes.ts";

test("a paused run finishes what runs and starts nothing, until it is resumed", () =>
  withBench(async ({ startWorker, deploy, start, reaches, finished, rows, step }) => {
    const { wait, waiting, open } = gate();
    await startWorker({ nodes: [scripted("test.wait", wait), pass] });
    await deploy("flow", flow({ first: { node: "test.wait" }, second: {} }, ["first -> second"]));
    const run = await start("flow", { input: 1 });
    await eventually("the first step runs", () => waiting.size === 1);

    await rows("select reflux.pause_run($1)", run);
    open();
    await reaches(run, "first", "succeeded");
    expect(await step(run, "second")).toMatchObject({ state: "ready", attempt: 0 });
    await rows("select reflux.resume_run($1)", run);

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: 1 });
  }));

test("a cancelled run aborts the node that runs", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows, attempts }) => {
    const { wait, waiting } = gate();
    await startWorker({ nodes: [scripted("test.wait", wait)] });
    await deploy("flow", flow({ only: { node: "test.wait" } }));
    const run = await start("flow");
    await eventually("the step runs", () => waiting.size === 1);

    await rows("select reflux.cancel_run($1, 'enough')", run);

    expect(await finished(run)).toMatchObject({ state: "cancelled", reason: "enough" });
    await eventually("the node was aborted", () => waiting.size === 0);
    expect(await attempts(run, "only")).toEqual(["cancelled"]);
  }));

test("a node may cancel its run", () =>
  withBench(async ({ startWorker, run, step }) => {
    await startWorker({ nodes: [scripted("test.cancel", () => cancel("nothing to do")), pass] });

    const ended = await run(flow({ only: { node: "test.cancel" }, after: {} }, ["only -> after"]));

    expect(ended.state).toBe("cancelled");
    expect(await step(ended.id, "only")).toMatchObject({ state: "cancelled" });
  }));

test("a step re-driven while it runs is superseded: the old attempt is aborted and its result refused", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows, attempts }) => {
    const calls: number[] = [];
    const { promise: old, resolve: finishOld } = Promise.withResolvers<string>();
    const aborted = Promise.withResolvers<void>();
    // The first attempt ignores its signal and answers late.
    const node = scripted("test.node", (_, ctx) => {
      calls.push(ctx.attempt);
      if (ctx.attempt > 1) return "new";
      ctx.signal.addEventListener("abort", () => aborted.resolve());
      return old;
    });
    await startWorker({ nodes: [node] });
    await deploy("flow", flow({ only: { node: "test.node" } }));
    const run = await start("flow");
    await eventually("the first attempt runs", () => calls.length === 1);

    await rows("select reflux.redrive_step($1, 'only')", run);
    await aborted.promise;
    finishOld("old");

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: "new" });
    expect(await attempts(run, "only")).toEqual(["superseded", "succeeded"]);
    expect(calls).toEqual([1, 2]);
  }));

test("a failed run is re-driven from its failed step on, and keeps what was done", () =>
  withBench(async ({ startWorker, run, finished, rows, attempts }) => {
    let broken = true;
    const flaky = scripted("test.flaky", (input) => {
      if (broken) throw new NodeError("RFX01", "503");
      return input;
    });
    await startWorker({ nodes: [flaky, pass] });
    const failed = await run(flow({ a: {}, b: { node: "test.flaky" }, c: {} }, ["a -> b", "b -> c"]), {
      input: 5,
    });
    expect(failed.state).toBe("failed");

    broken = false;
    await rows("select reflux.redrive_run($1)", failed.id);

    expect(await finished(failed.id)).toMatchObject({ state: "succeeded", output: 5 });
    expect(await attempts(failed.id, "a")).toEqual(["succeeded"]);
    expect(await attempts(failed.id, "b")).toEqual(["failed", "succeeded"]);
  }));

test("the idempotency key is the same on each attempt, and new after a re-drive", () =>
  withBench(async ({ startWorker, run, rows, finished }) => {
    const keys: string[] = [];
    const node = scripted("test.node", (_, ctx) => {
      keys.push(ctx.idempotencyKey);
      if (keys.length === 1) throw new NodeError("RFX01", "503", { retry: "backoff" });
      return ctx.random();
    });
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node", retry: { max: 1, initial: "10ms" } } }));
    await rows("select reflux.redrive_step($1, 'only')", ended.id);
    await eventually("it ran again", () => keys.length === 3);
    await finished(ended.id);

    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  }));

test("a run of higher priority starts before a queue of others", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, rows }) => {
    await announce();
    await deploy("flow", chain(3));
    await Promise.all(Array.from({ length: 200 }, () => start("flow")));
    const urgent = await start("flow", { priority: -100 });

    await startWorker({ concurrency: 2 });
    await finished(urgent);
    await eventually("all are done", async () => {
      const [left] = await rows<{ n: number }>(
        "select count(*)::int as n from reflux.runs where finished_at is null",
      );
      return left?.n === 0;
    });

    const [before] = await rows<{ n: number }>(
      "select count(*)::int as n from reflux.runs r, reflux.runs u where u.id = $1 and r.finished_at < u.finished_at",
      urgent,
    );
    expect(before?.n).toBeLessThan(20);
  }));

test("runs that a person holds in an open transaction keep no lane: all others go on", () =>
  withBench(async ({ connect, startWorker, deploy, start, finished, rows }) => {
    const { wait, waiting, open } = gate();
    const worker = await startWorker({ nodes: [scripted("test.wait", wait), pass], concurrency: 3 });
    await deploy("held", flow({ only: { node: "test.wait" }, after: {} }, ["only -> after"]));
    await deploy("other", chain(3));
    const held = await Promise.all([start("held"), start("held"), start("held")]);
    await eventually("all lanes are taken", () => waiting.size === 3);
    const person = await connect();
    await person.query("begin");
    await person.query("select from reflux.runs where id = any ($1) for update", [held]);

    open();
    for (let n = 0; n < 3; n += 1)
      expect(await finished(await start("other"), 5_000)).toMatchObject({ state: "succeeded" });
    expect(worker.running()).toBe(3);
    await person.query("commit");

    for (const run of held) expect(await finished(run)).toMatchObject({ state: "succeeded" });
    expect(await rows("select from reflux.attempts where outcome <> 'succeeded'")).toEqual([]);
  }));
