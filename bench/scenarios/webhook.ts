import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { startChild } from "../lib/child.ts";
import { interleave } from "../lib/interleave.ts";
import type { Scenario } from "../lib/scenario.ts";
import { percentile } from "../lib/statistics.ts";

const perSecond = 200;
const columns = ["p50 ms", "p99 ms", "slowest ms", "requests/s"];
export const paced = `${perSecond} requests/s, evenly`;
export const flat = "64 callers without a pause";

/** How fast is a webhook answered with 202, its run committed? Real HTTP to the real server, a worker running the runs. */
export const webhook: Scenario = {
  name: "webhook",
  question: "How fast is a webhook accepted, and how many a second can be?",
  run: async ({ cluster, engine, rounds, size, report, quick }) => {
    await engine.workers(1);
    await engine.deploy({
      name: "webhook",
      steps: {
        receive: { node: "webhook.in", config: { path: "bench", method: "POST" } },
        work: { node: "bench.noop" },
        done: { node: "bench.noop" },
      },
      edges: ["receive -> work", "work -> done"],
    });
    await using server = await startChild("lib/server-process.ts", {
      BENCH_URL: cluster.url,
      REFLUX_HOME: cluster.home,
    });
    const client = new Pool(await server.call<string>("url"), { connections: 64 });
    const seconds = size(10, 2);

    /** Every accepted call is one run: a figure over lost ones would be worth nothing. */
    const checked = async (load: () => Promise<Load>) => {
      await cluster.settle();
      const before = await engine.newestRun();
      const { times, ms } = await load();
      await engine.idle();
      const { rows } = await cluster.watch.query<{ runs: number }>(
        "select count(*)::int as runs from reflux.runs where id > $1 and state = 'succeeded'",
        [before],
      );
      if (rows[0]?.runs !== times.length) throw new Error(`${times.length} calls, ${rows[0]?.runs} runs`);
      return {
        "p50 ms": percentile(times, 50),
        "p99 ms": percentile(times, 99),
        "slowest ms": Math.max(...times),
        "requests/s": (times.length / ms) * 1_000,
      };
    };
    const contenders = [
      { name: paced, measure: () => checked(() => evenly(client, seconds * perSecond)) },
      { name: flat, measure: () => checked(() => flatOut(client, seconds * 1_000)) },
    ];
    const figures = await interleave(contenders, { rounds, report, warmUp: !quick });
    await client.close();

    const rows = [paced, flat].map((name) => ({ name, cells: figures.get(name) ?? {} }));
    return [{ key: "webhook", title: "Webhook → 202, milliseconds", columns, rows }];
  },
};

type Load = { readonly times: readonly number[]; readonly ms: number };

/** Timed from the moment a call was due, so that a server that stalls does not hide behind calls not made. */
async function evenly(client: Pool, calls: number): Promise<Load> {
  const began = performance.now();
  const times = await Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      const due = began + (index * 1_000) / perSecond;
      await delay(Math.max(0, due - performance.now()));
      await post(client, index);
      return performance.now() - due;
    }),
  );
  return { times, ms: performance.now() - began };
}

async function flatOut(client: Pool, forMs: number): Promise<Load> {
  const began = performance.now();
  const times: number[] = [];
  const caller = async (id: number) => {
    while (performance.now() - began < forMs) {
      const at = performance.now();
      await post(client, id);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, id) => caller(id)));
  return { times, ms: performance.now() - began };
}

async function post(client: Pool, id: number): Promise<void> {
  const { statusCode, body } = await client.request({
    path: "/hooks/bench",
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id, lines: [{ sku: "A-1", count: 2, price: 9.5 }] }),
  });
  const text = await body.text();
  if (statusCode !== 202) throw new Error(`the webhook was answered ${statusCode}: ${text}`);
}
