/** Never more at once than allowed: the worker's places, and places under a concurrency key. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { type Bench, fan, flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";

/** A node that counts how many of it run at once, in all and by its `group`. */
function counted() {
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const node = scripted("test.counted", async (input, { config }) => {
    const group = typeof config.group === "string" ? config.group : "all";
    const now = (running.get(group) ?? 0) + 1;
    running.set(group, now);
    most.set(group, Math.max(most.get(group) ?? 0, now));
    await new Promise((resolve) => setTimeout(resolve, 10));
    running.set(group, now - 1 - (now - (running.get(group) ?? now)));
    return input;
  });
  return { node, most };
}

async function idle(bench: Bench): Promise<void> {
  await eventually(
    "all runs end",
    async () => {
      const open = await bench.rows("select from reflux.runs where finished_at is null");
      return open.length === 0;
    },
    { withinMs: 30_000 },
  );
}

test("a worker runs no more than its places, and uses all of them", () =>
  withBench(async ({ startWorker, run }) => {
    const { node, most } = counted();
    await startWorker({ nodes: [node, pass], concurrency: 7 });

    const ended = await run(fan(60, { node: "test.counted" }));

    expect(ended.state).toBe("succeeded");
    expect(most.get("all")).toBeLessThanOrEqual(7);
    expect(most.get("all")).toBeGreaterThan(3);
  }));

test("a concurrency limit holds over runs and over workers", () =>
  withBench(async (bench) => {
    const { node, most } = counted();
    await Promise.all([bench.startWorker({ nodes: [node] }), bench.startWorker({ nodes: [node] })]);
    await bench.deploy("flow", flow({ only: { node: "test.counted", concurrency: { limit: 3 } } }));

    await Promise.all(Array.from({ length: 25 }, () => bench.start("flow")));
    await idle(bench);

    expect(most.get("all")).toBeLessThanOrEqual(3);
    expect(await bench.rows("select from reflux.steps where slot_key is not null")).toEqual([]);
    expect(await bench.rows("select from reflux.runs where state = 'succeeded'")).toHaveLength(25);
  }));

test("a limit under a key of an expression holds for each value by itself", () =>
  withBench(async (bench) => {
    const { node, most } = counted();
    await bench.startWorker({ nodes: [node] });
    const customer = "{{ run.input.customer }}";
    await bench.deploy(
      "flow",
      flow({
        only: {
          node: "test.counted",
          config: { group: customer },
          concurrency: { key: `c-${customer}`, limit: 1 },
        },
      }),
    );

    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        bench.start("flow", { input: { customer: index % 2 ? "a" : "b" } }),
      ),
    );
    await idle(bench);

    expect(Object.fromEntries(most)).toEqual({ a: 1, b: 1 });
  }));

test("a place under a key comes free when its step fails, sleeps or is cancelled", () =>
  withBench(async (bench) => {
    const odd = scripted("test.odd", (_, { config }) => {
      if (config.how === "fails") throw new Error("no");
      return new Promise(() => undefined);
    });
    await bench.startWorker({ nodes: [odd, pass] });
    const concurrency = { key: "one", limit: 1 };
    await bench.deploy("hangs", flow({ only: { node: "test.odd", config: { how: "hangs" }, concurrency } }));
    await bench.deploy("fails", flow({ only: { node: "test.odd", config: { how: "fails" }, concurrency } }));
    await bench.deploy("passes", flow({ only: { concurrency } }));
    const hangs = await bench.start("hangs");
    await eventually("it holds the place", () =>
      bench
        .rows("select from reflux.steps where slot_key is not null and state = 'running'")
        .then(({ length }) => length === 1),
    );
    const [fails, passes] = [await bench.start("fails"), await bench.start("passes")];

    await bench.rows("select reflux.cancel_run($1)", hangs);

    expect(await bench.finished(fails)).toMatchObject({ state: "failed" });
    expect(await bench.finished(passes)).toMatchObject({ state: "succeeded" });
  }));

test("a run of one step does not stand behind the fan of another: runs share the lanes", () =>
  withBench(async (bench) => {
    const { node } = counted();
    await bench.startWorker({ nodes: [node, pass], concurrency: 10 });
    await bench.deploy("wide", fan(1_500, { node: "test.counted" }));
    await bench.deploy("narrow", flow({ only: { node: "test.counted" } }));
    const wide = await bench.start("wide");
    const ended = async () => {
      const [row] = await bench.rows<{ n: number }>(
        "select count(*)::int as n from reflux.steps where run_id = $1 and state = 'succeeded'",
        wide,
      );
      return row?.n ?? 0;
    };
    await eventually("the fan is under way", async () => (await ended()) > 20);

    const before = await ended();
    const narrow = await bench.start("narrow");
    await bench.finished(narrow);

    // As many as go through the lanes while one doorbell of the fan is answered, and some: not the rest of the fan.
    expect((await ended()) - before).toBeLessThan(500);
    await bench.finished(wide, 60_000);
  }));
