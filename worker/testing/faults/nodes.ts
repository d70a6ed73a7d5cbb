import { setTimeout as delay } from "node:timers/promises";
import type { NodeModule } from "#nodes/node.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import { pass, scripted } from "../nodes.ts";
import { randomOf } from "../random.ts";

/** The nodes that a worker process of the fault suite brings along. */
export const faultNodes: readonly NodeModule[] = [
  pass,

  /** Takes `ms`, and stops when it is asked to. */
  scripted("test.slow", async (input, { config, signal }) => {
    await delay(Number(config.ms), undefined, { signal });
    return input;
  }),

  /** Does not hear that it is to stop, and answers with its process. */
  scripted("test.deaf", async (_, { config, attempt }) => {
    await delay(attempt === 1 ? Number(config.ms) : 0);
    return { pid: process.pid, attempt };
  }),

  /** Takes its process along. */
  scripted("test.poison", () => {
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => undefined);
  }),

  /** By the seed in its config: quick or slow, and failing on its first tries. */
  scripted(
    "test.chance",
    async (input, { config, signal, attempt, idempotencyKey }) => {
      const random = randomOf(hashOf(`${String(config.seed)}:${idempotencyKey}`));
      if (random() < 0.3) await delay(random() * 40, undefined, { signal });
      if (attempt <= 2 && random() < 0.3) throw new NodeError("RFX01", "by chance", { retry: "backoff" });
      return input;
    },
    { retry: { max: 5, backoffMs: 10, maxBackoffMs: 50, jitter: 0 } },
  ),
];

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return hash >>> 0;
}
