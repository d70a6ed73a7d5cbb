import { setTimeout as delay } from "node:timers/promises";
import { startProxy } from "#db/testing/proxy.ts";
import type { TestServer } from "#db/testing/server.ts";
import { startStandby } from "#db/testing/standby.ts";
import { mixedFlow, withArena } from "./arena.ts";

/**
 * The primary dies while workers run and runs are started, and a standby that has all it has acknowledged is promoted under
 * the same address. Nothing that was acknowledged is missing, and work goes on within ten seconds.
 */
export async function failOver(server: TestServer, scale: { runs: number }) {
  await using proxy = await startProxy(server.url);
  await using standby = await startStandby(server);
  const summary = await withArena(proxy.url, async (arena) => {
    await arena.deploy("mixed", mixedFlow(60));
    await Promise.all([arena.spawn(), arena.spawn()]);
    const starting = (async () => {
      for (let index = 0; index < scale.runs; index += 1) await arena.start("mixed", `run-${index}`);
    })();
    await delay(1_500);
    await server.stop("immediate");
    proxy.pointTo(standby.url);
    await standby.promote();
    const promoted = performance.now();
    await starting;
    await arena.finished(await arena.start("mixed", "after"), 30_000);
    const backMs = Math.round(performance.now() - promoted);
    await arena.allEnded(60_000 + 50 * scale.runs);
    const [runs] = await arena.rows<{ n: number }>("select count(*)::int as n from reflux.runs");
    if (runs?.n !== scale.runs + 1) throw new Error(`${runs?.n} runs of ${scale.runs + 1} are there`);
    if (backMs > 10_000) throw new Error(`work went on ${backMs} ms after the promotion`);
    return { ...scale, backMs };
  });
  // For whoever looks at it afterwards: it is alone now.
  await server.start();
  return summary;
}
