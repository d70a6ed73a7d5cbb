/** A worker from end to end: what runs, in which order, with which input, and what it leaves behind. */
import { expect, test } from "vitest";
import { chain, fan, flow, withBench } from "../testing/kit.ts";

test("a chain hands each output to the next step", () =>
  withBench(async ({ startWorker, run }) => {
    await startWorker();

    const ended = await run(chain(150), { input: { n: 1 } });

    expect(ended).toMatchObject({ state: "succeeded", output: { n: 1 } });
  }));

test("a fan-out joins again, with an object by step key", () =>
  withBench(async ({ startWorker, run, rows }) => {
    await startWorker();

    const ended = await run(fan(40), { input: 7 });

    expect(ended).toMatchObject({ state: "succeeded" });
    expect(Object.entries(Object(ended.output))).toHaveLength(40);
    expect(new Set(Object.values(Object(ended.output)))).toEqual(new Set([7]));
    expect(await rows("select from reflux.attempts")).toHaveLength(42);
  }));

test("a branch runs where its port leads, and the join below does not wait for the other", () =>
  withBench(async ({ startWorker, deploy, start, finished, step }) => {
    await startWorker();
    await deploy(
      "flow",
      flow(
        {
          choose: {
            node: "flow.branch",
            config: { cases: [{ port: "large", when: "{{ input.n > 10 }}" }], otherwise: "small" },
          },
          large: {},
          small: {},
          join: {},
        },
        ["choose.large -> large", "choose.small -> small", "large -> join", "small -> join"],
      ),
    );

    const run = await start("flow", { input: { n: 11 } });

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
    expect(await step(run, "large")).toMatchObject({ state: "succeeded" });
    expect(await step(run, "small")).toMatchObject({ state: "skipped", attempt: 0 });
  }));
