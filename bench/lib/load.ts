import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { Cluster } from "./cluster.ts";
import type { Engine, Flow } from "./engine.ts";

const everyMs = 100;

/** Starts runs evenly, so many steps a second, until it is stopped. */
export function keepBusy(engine: Engine, flow: Flow, stepsPerSecond: number): AsyncDisposable {
  const ending = new AbortController();
  const runs = Math.round((stepsPerSecond * everyMs) / 1_000 / flow.steps);
  const began = performance.now();
  const loop = (async () => {
    for (let turn = 1; !ending.signal.aborted; turn += 1) {
      await engine.start(flow, runs);
      await delay(Math.max(0, began + turn * everyMs - performance.now()));
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await loop;
    },
  };
}

export type Effort = { readonly "main thread %": number; readonly "steps/s": number };

/** What the page's main thread and the engine do until they are asked. */
export async function watchEffort({ watch }: Cluster, page: Page): Promise<() => Promise<Effort>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  const succeeded = async () => {
    const { rows } = await watch.query<{ count: number }>(
      "select count(*)::int as count from reflux.steps where state = 'succeeded'",
    );
    return rows[0]?.count ?? Number.NaN;
  };
  const [steps, seconds, began] = [await succeeded(), await busy(), performance.now()];
  return async () => {
    const wall = (performance.now() - began) / 1_000;
    return {
      "main thread %": (((await busy()) - seconds) / wall) * 100,
      "steps/s": ((await succeeded()) - steps) / wall,
    };
  };
}
