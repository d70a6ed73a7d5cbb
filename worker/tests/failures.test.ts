/** What happens to a step that fails: retries, error edges, deadlines, outcomes that cannot be stored. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { NodeError, retryAt } from "#nodes/sdk/index.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { gate, pass, scripted } from "../testing/nodes.ts";

const quick = { initial: "20ms", limit: "20ms" };

test("a failure is retried as often as the step says, then it is final", () =>
  withBench(async ({ startWorker, run, step, attempts }) => {
    const fails = scripted("test.fails", () => {
      throw new NodeError("RFX01", "503", { retry: "backoff" });
    });
    await startWorker({ nodes: [fails] });

    const ended = await run(flow({ only: { node: "test.fails", retry: { max: 2, ...quick } } }));

    expect(ended.state).toBe("failed");
    expect(await attempts(ended.id, "only")).toEqual(["failed", "failed", "failed"]);
    expect(await step(ended.id, "only")).toMatchObject({ failures: 3, error: { code: "RFX01" } });
  }));

test("a retry that succeeds is a success", () =>
  withBench(async ({ startWorker, run, attempts }) => {
    const third = scripted("test.third", (_, { attempt }) => {
      if (attempt < 3) throw new Error("not yet");
      return attempt;
    });
    await startWorker({ nodes: [third] });

    const ended = await run(flow({ only: { node: "test.third", retry: { max: 5, ...quick } } }));

    expect(ended).toMatchObject({ state: "succeeded", output: 3 });
    expect(await attempts(ended.id, "only")).toEqual(["failed", "failed", "succeeded"]);
  }));

test.each([
  ["an invalid input", new NodeError("RFV03", "no id", { retry: "backoff" })],
  ["an error that says never", new NodeError("RFX01", "404", { retry: "never" })],
])("%s is never retried", (_, error) =>
  withBench(async ({ startWorker, run, attempts }) => {
    const fails = scripted("test.fails", () => {
      throw error;
    });
    await startWorker({ nodes: [fails] });

    const ended = await run(flow({ only: { node: "test.fails", retry: { max: 5, ...quick } } }));

    expect(await attempts(ended.id, "only")).toEqual(["failed"]);
  }),
);

test("a limit may be set for a class of errors", () =>
  withBench(async ({ startWorker, run, attempts }) => {
    const fails = scripted("test.fails", () => {
      throw new NodeError("RFT05", "slow", { retry: "backoff" });
    });
    await startWorker({ nodes: [fails] });

    const ended = await run(
      flow({ only: { node: "test.fails", retry: { max: 9, classes: { RFT: 1 }, ...quick } } }),
    );

    expect(await attempts(ended.id, "only")).toEqual(["failed", "failed"]);
  }));

test("Retry-After is obeyed, and a person may end the wait", () =>
  withBench(async ({ startWorker, deploy, start, finished, reaches, rows }) => {
    const busy = scripted("test.busy", (_, ctx) => {
      if (ctx.attempt > 1) return "done";
      throw new NodeError("RFX01", "429", { retry: new Date(ctx.now().getTime() + 3_600_000) });
    });
    await startWorker({ nodes: [busy] });
    await deploy("flow", flow({ only: { node: "test.busy", retry: { max: 1 } } }));
    const run = await start("flow");
    const asleep = await reaches(run, "only", "sleeping");

    expect(asleep.wait).toBe("retry");
    const [left] = await rows<{ minutes: number }>(
      "select (extract(epoch from $1::timestamptz - now()) / 60)::int as minutes",
      asleep.wake_at,
    );
    expect(left?.minutes).toBe(60);
    await rows("select reflux.retry_now($1, 'only')", run);

    expect(await finished(run)).toMatchObject({ state: "succeeded", output: "done" });
  }));

test("a step that asks for another time is not charged with a failure", () =>
  withBench(async ({ startWorker, run, attempts, step }) => {
    const later = scripted("test.later", (_, ctx) =>
      ctx.attempt < 3 ? retryAt(ctx.now(), "not ready") : "ready",
    );
    await startWorker({ nodes: [later] });

    const ended = await run(flow({ only: { node: "test.later" } }));

    expect(ended).toMatchObject({ state: "succeeded", output: "ready" });
    expect(await attempts(ended.id, "only")).toEqual(["suspended", "suspended", "succeeded"]);
    expect(await step(ended.id, "only")).toMatchObject({ failures: 0 });
  }));

test("an error edge takes the error along, and the run goes on", () =>
  withBench(async ({ startWorker, run, step }) => {
    const fails = scripted("test.fails", () => {
      throw new NodeError("RFX01", "503");
    });
    await startWorker({ nodes: [fails, pass] });

    const ended = await run(
      flow({ risky: { node: "test.fails", on_error: "edge" }, after: {}, rescue: {} }, [
        "risky -> after",
        "risky.error -> rescue",
      ]),
    );

    expect(ended).toMatchObject({ state: "succeeded", output: { error: { code: "RFX01" } } });
    expect(await step(ended.id, "after")).toMatchObject({ state: "skipped" });
  }));

test("a step that passes its deadline is aborted and told so", () =>
  withBench(async ({ startWorker, run, step }) => {
    let reason: unknown;
    const { wait } = gate();
    const slow = scripted("test.slow", (input, ctx) => {
      ctx.signal.addEventListener("abort", () => {
        reason = ctx.signal.reason;
      });
      return wait(input, ctx);
    });
    await startWorker({ nodes: [slow] });

    const ended = await run(flow({ only: { node: "test.slow", timeout: "100ms" } }));

    expect(ended.state).toBe("failed");
    expect(await step(ended.id, "only")).toMatchObject({ error: { code: "RFT01" } });
    expect(reason).toBeInstanceOf(Error);
  }));

test("a node that ignores its signal is left behind; its late output goes nowhere", () =>
  withBench(async ({ startWorker, run, step }) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const deaf = scripted("test.deaf", () => promise);
    const worker = await startWorker({ nodes: [deaf], concurrency: 1 });

    const ended = await run(flow({ only: { node: "test.deaf", timeout: "100ms" } }));
    resolve("too late");
    await promise;

    expect(worker.running()).toBe(0);
    expect(await step(ended.id, "only")).toMatchObject({ state: "failed", error: { code: "RFT01" } });
  }));

const circle: Record<string, unknown> = {};
circle.self = circle;

test.each([
  ["an output that is a circle", () => circle, "RFV09"],
  ["an output with a bigint", () => ({ n: 1n }), "RFV09"],
  ["an output with a character that cannot be stored", () => "\u0000", "RFV23"],
  ["an output that is nested too deeply", () => JSON.parse("[".repeat(300) + "]".repeat(300)), "RFV23"],
  ["an output that is small here and large there", () => Array(110_000).fill(5e-324), "RFV04"],
])("%s fails its step only", (_, output, code) =>
  withBench(async ({ startWorker, run, step }) => {
    const worker = await startWorker({ nodes: [scripted("test.odd", output), pass], concurrency: 2 });

    const ended = await run(flow({ odd: { node: "test.odd" }, fine: {} }));

    expect(await step(ended.id, "odd")).toMatchObject({ state: "failed", error: { code } });
    expect(await step(ended.id, "fine")).toMatchObject({ state: "succeeded" });
    expect(worker.running()).toBe(0);
  }),
);

test("an error that cannot be stored is stored without what it quotes", () =>
  withBench(async ({ startWorker, run, step }) => {
    const fails = scripted("test.fails", () => {
      throw new NodeError("RFX01", "the other side said \u0000", { retry: "backoff" });
    });
    await startWorker({ nodes: [fails] });

    const ended = await run(flow({ only: { node: "test.fails", retry: { max: 3 } } }));

    expect(await step(ended.id, "only")).toMatchObject({ state: "failed", error: { code: "RFV23" } });
  }));

test("a worker that lost a step's job still ends it by the sweeper", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, rows }) => {
    await announce();
    await deploy("flow", chain(3));
    const run = await start("flow");
    await rows("delete from graphile_worker._private_jobs");
    await rows("update reflux.steps set ready_at = ready_at - interval '1 minute'");

    await startWorker();

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
  }));

test("a run that a person has locked waits, and holds up nobody else", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, connect, rows }) => {
    await announce();
    await deploy("flow", chain(2));
    const person = await connect();
    const locked = await Promise.all(Array.from({ length: 20 }, () => start("flow")));
    await person.query("begin");
    await person.query("select from reflux.runs where id = any ($1) for update", [locked]);

    // Fewer places than locked runs: they must not fill them for good.
    await startWorker({ concurrency: 4 });
    const free = await start("flow");
    expect(await finished(free)).toMatchObject({ state: "succeeded" });
    const open = "select from reflux.runs where finished_at is null";
    expect(await rows(open)).toHaveLength(20);
    await person.query("commit");

    await eventually("the locked runs end", async () => (await rows(open)).length === 0, {
      withinMs: 30_000,
    });
  }));
