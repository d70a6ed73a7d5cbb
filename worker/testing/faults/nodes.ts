import { setTimeout as delay } from "node:timers/promises";
import type { NodeModule } from "#nodes/node.ts";
import { NodeError, output } from "#nodes/sdk/index.ts";
import { pass, scripted } from "../nodes.ts";
import { digestOf } from "../oracle/digest.ts";
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

  /** Tells what it saw, by the ports its config says; `fails` never, and `flaky` at each other try. */
  scripted(
    "test.told",
    async (input, { config, step, attempt, signal }) => {
      await delay(attempt % 3 === 0 ? 0 : 5, undefined, { signal });
      if (config.kind === "fails") throw new NodeError("RFX01", "as the graph says", { retry: "never" });
      if (config.kind === "flaky" && attempt % 2 === 1)
        throw new NodeError("RFX01", "once more", { retry: "backoff" });
      return output({ step: step.key, saw: digestOf(input) }, { ports: config.ports as string[] });
    },
    { ports: ["out", "left", "right"], retry: { max: 50, backoffMs: 1, maxBackoffMs: 5, jitter: 0 } },
  ),

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
