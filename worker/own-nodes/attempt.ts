import type { Child } from "#child/child.ts";
import { type Completes, type Context, NodeError } from "#nodes/sdk/index.ts";
import { packFailure, unpackFailure } from "./failure.ts";
import type { Call, FromNode, ToNode } from "./messages.ts";
import { readOutcome } from "./outcome.ts";
import { serveAttempt } from "./serve.ts";

/** One attempt in its node's process, seen from the worker. */
export type RunningAttempt = {
  readonly ended: Promise<unknown>;
  hear(said: AttemptMessage, bytes: Uint8Array): void;
  fail(reason: unknown): void;
  /** Nothing that it asked for goes on, and nothing that it still says counts. */
  close(): void;
};
export type AttemptMessage = Extract<FromNode, { readonly id: number }>;

const CALLS_AT_ONCE = 256;
/** Lines and marks of one attempt. Its own side stops far below. */
const MESSAGES = 20_000;

export function startAttempt(
  node: string,
  hosts: readonly string[],
  ctx: Context,
  child: Pick<Child, "kill" | "send">,
): RunningAttempt {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const served = serveAttempt(node, hosts, ctx);
  const evident = new Map<number, Completes>();
  let calls = 0;
  let messages = 0;
  let open = true;

  const answer = async (call: Call, bytes: Uint8Array) => {
    if (calls >= CALLS_AT_ONCE) return child.kill("it asks for too much at once");
    const to = { id: call.id, call: call.call };
    const send = (message: ToNode, beside?: Uint8Array) => open && child.send(message, beside);
    calls++;
    try {
      const { value = null, bytes: beside } = await served.serve(call, bytes);
      send({ is: "answer", ...to, value }, beside);
    } catch (error) {
      send({ is: "refusal", ...to, failure: packFailure(error) });
    } finally {
      calls--;
    }
  };
  const listen = (talk: () => void) => {
    if (++messages > MESSAGES) child.kill("it talks too much");
    else talk();
  };

  return {
    ended: promise,
    fail: reject,
    close: () => {
      open = false;
      served.end();
    },
    hear: (said, bytes) => {
      switch (said.is) {
        case "result":
          return resolve(said.output ?? null);
        case "outcome": {
          const outcome = readOutcome(said.outcome);
          return outcome === undefined ? reject(noOutcome()) : resolve(outcome);
        }
        case "failed":
          return reject(unpackFailure(said.failure));
        case "log":
          return listen(() => ctx.log(said.level, said.message, said.fields));
        case "progress":
          return listen(() => ctx.progress(said.fraction));
        case "evidence":
          return listen(() => {
            const completes = evident.get(said.nth);
            if (completes) completes(said.entry);
            else evident.set(said.nth, ctx.evidence(said.entry));
          });
        case "call":
          return void answer(said, bytes);
      }
    },
  };
}

function noOutcome(): NodeError {
  return new NodeError("RFV09", "the node returned an outcome that is none there is");
}
