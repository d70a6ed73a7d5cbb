/** JSON that Postgres cannot store: a zero character, half a character. It costs the step that made it, and nothing else. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { callFlow } from "#nodes/sdk/index.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";

const zero = "stores no \\u0000";

test.each([
  ["a zero character deep inside", { list: [{ text: "a\u0000b" }] }, zero],
  ["a zero character in a key", { "a\u0000b": 1 }, zero],
  ["half a character", "\ud800", "stands alone"],
  ["a zero character in what is too large for a row", { text: "x".repeat(20_000), end: "\u0000" }, zero],
  [
    "a zero character in the input of a child run",
    callFlow({ flow: "child", input: { text: "\u0000" } }),
    zero,
  ],
])(
  "%s fails its step for good, before anything is written, and no step of the same batch",
  (_, output, hint) =>
    withBench(async ({ startWorker, announce, deploy, start, finished, step, attempts, rows }) => {
      const odd = scripted("test.odd", () => output);
      await announce([odd, pass]);
      await deploy("child", chain(1));
      await deploy("fine", chain(3));
      await deploy(
        "odd",
        flow({ odd: { node: "test.odd", retry: { max: 3 } }, after: {} }, ["odd -> after"]),
      );
      const fine = await Promise.all(Array.from({ length: 10 }, () => start("fine")));
      const run = await start("odd");

      await startWorker({ nodes: [odd, pass], concurrency: 20 });
      const ended = await finished(run);
      const others = await Promise.all(fine.map((each) => finished(each)));

      expect(ended.state).toBe("failed");
      const { state, output: written, error } = await step(run, "odd");
      expect({ state, written }).toEqual({ state: "failed", written: null });
      expect(error).toMatchObject({ code: "RFV23", hint: expect.stringContaining(hint) });
      expect(await attempts(run, "odd")).toEqual(["failed"]);
      expect(others.map(({ state }) => state)).toEqual(fine.map(() => "succeeded"));
      expect(await rows("select from reflux.runs where parent_run_id is not null")).toEqual([]);
      expect(await rows("select from reflux.outputs")).toEqual([]);
    }),
);

test("a line of the log that cannot be stored takes no other with it", () =>
  withBench(async ({ startWorker, run, rows }) => {
    const talks = scripted("test.talks", (_, ctx) => {
      ctx.log("info", "before");
      ctx.log("info", "zero \u0000 character", { half: "\ud800", zero: "\u0000" });
      ctx.log("info", "after");
      return null;
    });
    await startWorker({ nodes: [talks] });

    const ended = await run(flow({ only: { node: "test.talks" } }));

    expect(ended.state).toBe("succeeded");
    await eventually("the lines beside it are written", async () => {
      const lines = await rows<{ message: string }>("select message from reflux.step_logs");
      return new Set(lines.map(({ message }) => message)).isSupersetOf(new Set(["before", "after"]));
    });
  }));
