import { setTimeout as delay } from "node:timers/promises";
import type { TestServer } from "#db/testing/server.ts";
import { flow } from "../flows.ts";
import { type Arena, effect } from "./arena.ts";

/** The database is away for longer than any lease, with every worker busy. No step is to blame, and none waits in a line for it. */
export async function commonOutages(
  arena: Arena,
  server: TestServer,
  scale: { steps: number; outages: number; stepMs: number; longestMs: number },
) {
  const slow = { node: "test.slow", config: { ms: scale.stepMs }, retry: { max: 1 } };
  await arena.deploy("slow", flow({ only: slow }));
  await Promise.all([arena.spawn({ concurrency: scale.steps }), arena.spawn({ concurrency: scale.steps })]);
  for (let index = 0; index < scale.steps; index += 1) await arena.start("slow", `slow-${index}`);
  for (let outage = 0; outage < scale.outages; outage += 1) {
    await delay(scale.stepMs / 4);
    await server.stop("fast");
    await delay(3 * arena.leaseMs);
    await server.start();
  }
  if (scale.longestMs > 0) {
    // Steps that write to this very database: it was away, and they are not charged with that.
    await arena.deploy(
      "write",
      flow({ first: { node: "test.slow", config: { ms: 500 } }, write: { ...effect, retry: { max: 1 } } }, [
        "first -> write",
      ]),
    );
    for (let index = 0; index < scale.steps; index += 1) await arena.start("write", `write-${index}`);
    await delay(450);
    await server.stop("fast");
    await delay(scale.longestMs);
    await server.start();
  }
  const back = performance.now();
  await arena.allEnded(120_000);
  const endedMs = Math.round(performance.now() - back);

  const [charged] = await arena.rows<{ losses: number; failed: number }>(
    "select coalesce(sum(losses), 0)::int as losses, count(*) filter (where state = 'failed')::int as failed from reflux.steps",
  );
  if (charged?.losses !== 0 || charged.failed !== 0)
    throw new Error(`steps were charged with what was not theirs: ${JSON.stringify(charged)}`);
  // Each of them once more, at worst, all at once.
  if (endedMs > 3 * scale.stepMs + 15_000) throw new Error(`it took ${endedMs} ms after the last outage`);
  return { ...scale, endedMs };
}
