import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "../lib/child.ts";
import { chain } from "../lib/flows.ts";
import type { Scenario } from "../lib/scenario.ts";
import { summarise } from "../lib/statistics.ts";

const columns = ["at rest", "after load", "peak"];

/** What do a worker and a server weigh? Resident memory of fresh processes, before and after work. */
export const memory: Scenario = {
  name: "memory",
  question: "How much memory do a worker and a server hold?",
  run: async ({ cluster, engine, size }) => {
    await engine.workers(0);
    const [worker] = await engine.workers(1);
    await using server = await startChild("lib/server-process.ts", {
      BENCH_URL: cluster.url,
      REFLUX_HOME: cluster.home,
    });
    if (!worker) throw new Error("no worker was started");
    const url = await server.call<string>("url");
    const ask = async (times: number) => {
      for (let index = 0; index < times; index += 1)
        await (
          await fetch(`${url}/graphql`, {
            method: "POST",
            headers: { "content-type": "application/json", origin: url },
            body: JSON.stringify({ query: "{ __typename }" }),
          })
        ).text();
    };
    await ask(1);
    await delay(1_000);
    const rest = { worker: worker.memory().now, server: server.memory().now };

    const line = await engine.deploy(chain(10));
    for (let round = 0; round < size(10, 2); round += 1) await engine.measure(line, size(1_000, 200));
    await ask(size(1_000, 100));

    const row = (name: string, before: number, { now, peak }: { now: number; peak: number }) => ({
      name,
      cells: { "at rest": summarise([before]), "after load": summarise([now]), peak: summarise([peak]) },
    });
    const rows = [row("worker", rest.worker, worker.memory()), row("server", rest.server, server.memory())];
    return [{ key: "memory", title: "Resident memory, MB", columns, rows }];
  },
};
