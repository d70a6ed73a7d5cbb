import { defineModule, type NodeModule } from "#nodes/node.ts";
import { anyJson, type Context, defineNode, map, type NodeManifest, noRetry } from "#nodes/sdk/index.ts";

/** A node whose code is the test's own. */
export function scripted(
  id: string,
  run: (input: unknown, ctx: Context<Record<string, unknown>>) => unknown,
  overrides: Partial<
    Pick<NodeManifest, "ports" | "effects" | "requires" | "retry" | "timeoutMs" | "secrets" | "version">
  > = {},
): NodeModule {
  const manifest = defineNode({
    id,
    version: 1,
    title: id,
    summary: "A node of a test.",
    category: "test",
    icon: "flask-conical",
    kind: "action",
    config: map(anyJson()),
    input: anyJson(),
    output: anyJson(),
    ports: ["out"],
    effects: "external",
    retry: noRetry,
    timeoutMs: 30_000,
    secrets: [],
    examples: [],
    ...overrides,
  });
  return defineModule(manifest, async () => ({ run: async (input, ctx) => run(input, ctx) }));
}

/** Hands its input on. */
export const pass = scripted("test.pass", (input) => input, { effects: "pure" });

/** A gate that nodes of a test wait at, and the test opens. */
export function gate() {
  const opened = Promise.withResolvers<void>();
  const waiting = new Set<string>();
  return {
    waiting,
    open: opened.resolve,
    /** A node's code: waits until the gate opens or the attempt is aborted. */
    wait: async (input: unknown, ctx: Context<unknown>) => {
      const me = `${ctx.run.id}:${ctx.step.key}:${ctx.attempt}`;
      waiting.add(me);
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(ctx.signal.reason);
      ctx.signal.addEventListener("abort", abort, { once: true });
      try {
        await Promise.race([opened.promise, aborted.promise]);
        return input;
      } finally {
        ctx.signal.removeEventListener("abort", abort);
        waiting.delete(me);
      }
    },
  };
}
