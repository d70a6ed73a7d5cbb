import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "#child/child.ts";
import type { Frame } from "#child/frames.ts";
import type { Isolation } from "#child/isolation.ts";
import { type Context, checkValue, NodeError } from "#nodes/sdk/index.ts";
import { type RunningAttempt, startAttempt } from "./attempt.ts";
import { MESSAGE_BYTES } from "./limits.ts";
import { FromNode, type ToNode } from "./messages.ts";

/**
 * The process of one node. Attempts of that node share it, another node's never do: whoever forges a message in it
 * reaches nothing but its own node's attempts. It starts with its first attempt and ends when idle; when it crashes,
 * its attempts fail (RFX03) and it starts again, after a growing pause, until it crashes too often.
 */
export type NodeProcess = {
  /** The manifest as the node gives it. Rejects with the reason why it gives none. */
  describe(): Promise<unknown>;
  /** Whether it starts, and can read its node. */
  probe(): Promise<boolean>;
  run(input: unknown, ctx: Context, hosts: readonly string[]): Promise<unknown>;
  close(): void;
};

export type NodeProgram = {
  readonly name: string;
  readonly manifestUrl: string;
  readonly runUrl: string;
  readonly reads: readonly string[];
  readonly isolation: Isolation;
};

const PROGRAM = fileURLToPath(new URL("./inside/main.ts", import.meta.url));
const MEMORY_MB = 256;
const STARTUP_MS = 30_000;
const IDLE_MS = 30_000;
/** How long it may be deaf after an attempt was asked to stop. */
const DEAF_MS = 3_000;
const CRASHES = { most: 5, withinMs: 60_000, firstPauseMs: 100 };

/** One life of the process, from its start to its end. */
type Life = {
  readonly child: Child;
  readonly attempts: Map<number, RunningAttempt>;
  readonly pongs: Set<(reads: boolean) => void>;
  description?: PromiseWithResolvers<unknown>;
  /** Settled unless it was asked whether it still hears, and has not answered yet. */
  verdict: Promise<unknown>;
};

/** Drawn by the worker, so that no two attempts of any node share one. */
let lastAttempt = 0;

export function createNodeProcess(program: NodeProgram): NodeProcess {
  let current: Promise<Life> | undefined;
  let crashes: number[] = [];
  let idle: NodeJS.Timeout | undefined;
  let closed = false;
  const crash = (why: string) =>
    new NodeError("RFX03", `the process of ${program.name} ended: ${why}`, { retry: "backoff" });

  const begin = async (): Promise<Life> => {
    const now = performance.now();
    crashes = crashes.filter((at) => now - at < CRASHES.withinMs);
    if (closed) throw crash("the worker stops");
    if (crashes.length >= CRASHES.most) {
      throw crash(`it crashed ${crashes.length} times within a minute, and rests until that is over`);
    }
    if (crashes.length > 1) await delay(CRASHES.firstPauseMs * 2 ** (crashes.length - 2));
    const life: Life = {
      child: startLife((frame) => hear(life, frame)),
      attempts: new Map(),
      pongs: new Set(),
      verdict: Promise.resolve(),
    };
    void life.child.ended.then((why) => {
      current = undefined;
      if (life.attempts.size > 0 || life.description) crashes.push(performance.now());
      life.description?.reject(crash(why));
      for (const heard of life.pongs) heard(false);
      for (const attempt of life.attempts.values()) attempt.fail(crash(why));
    });
    return life;
  };
  const startLife = (onFrame: (frame: Frame) => void) => {
    const { manifestUrl, runUrl, reads, isolation } = program;
    const args = [manifestUrl, runUrl];
    const limits = { memoryMb: MEMORY_MB, maxBytes: MESSAGE_BYTES };
    return startChild({ program: PROGRAM, args, reads, isolation, ...limits }, onFrame);
  };
  const awake = async (): Promise<Life> => {
    clearTimeout(idle);
    if (!current) {
      const starting = begin();
      current = starting;
      starting.catch(() => {
        if (current === starting) current = undefined;
      });
    }
    const life = await current;
    // Nobody joins a process that may be about to be ended.
    await life.verdict;
    if (!life.child.alive()) {
      await life.child.ended;
      return await awake();
    }
    life.child.keepAlive(true);
    return life;
  };
  const rest = ({ child, attempts, description }: Life) => {
    if (attempts.size > 0 || description) return;
    child.keepAlive(false);
    clearTimeout(idle);
    idle = setTimeout(() => child.kill("it was idle"), IDLE_MS).unref();
  };

  return {
    probe: async () => {
      const life = await awake();
      const reads = await ping(life, STARTUP_MS);
      rest(life);
      return reads;
    },
    describe: async () => {
      const life = await awake();
      life.description = Promise.withResolvers();
      const slow = `its manifest was not there within ${STARTUP_MS} ms`;
      const late = setTimeout(() => life.child.kill(slow), STARTUP_MS);
      tell(life, { is: "describe" });
      try {
        return await life.description.promise;
      } finally {
        clearTimeout(late);
        delete life.description;
        rest(life);
      }
    },
    run: async (input, ctx, hosts) => {
      ctx.signal.throwIfAborted();
      const life = await awake();
      const id = ++lastAttempt;
      const attempt = startAttempt(program.name, hosts, ctx, life.child);
      life.attempts.set(id, attempt);
      const onAbort = () => {
        const { reason } = ctx.signal;
        attempt.fail(reason);
        tell(life, { is: "abort", id, reason: reason instanceof Error ? reason.message : "aborted" });
        life.verdict = ping(life, DEAF_MS);
      };
      ctx.signal.addEventListener("abort", onAbort, { once: true });
      if (ctx.signal.aborted) onAbort();
      try {
        const { config, attempt: count, idempotencyKey, run, step } = ctx;
        const now = ctx.now().getTime();
        tell(life, { is: "run", id, input, config, attempt: count, idempotencyKey, run, step, now });
        if (!life.child.alive()) attempt.fail(crash("before the attempt began"));
        return await attempt.ended;
      } finally {
        ctx.signal.removeEventListener("abort", onAbort);
        life.attempts.delete(id);
        attempt.close();
        rest(life);
      }
    },
    close: () => {
      closed = true;
      clearTimeout(idle);
      current?.then(({ child }) => child.kill("the worker stops")).catch(() => undefined);
    },
  };
}

/** Every message is checked before anything is done for it; one that does not fit ends the process. */
function hear({ child, attempts, pongs, description }: Life, { message, bytes }: Frame): void {
  if (checkValue(FromNode, message).length > 0) return child.kill("it sent what is no message");
  // checkValue has just said so.
  const said = message as FromNode;
  switch (said.is) {
    case "described":
      return description?.resolve(said.manifest);
    case "malformed":
      return description?.reject(new Error(said.message));
    case "pong":
      for (const heard of pongs) heard(said.reads);
      return undefined;
    case "crashed":
      return child.kill(`${said.failure.name}: ${said.failure.message}`);
    default:
      // Late words of an attempt that is over, or another's number: nobody is there.
      return attempts.get(said.id)?.hear(said, bytes);
  }
}

function tell({ child }: Life, message: ToNode): void {
  child.send(message);
}

/** Whether it still hears. One that does not is in a loop of its own, and nothing else ends that. */
async function ping(life: Life, withinMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  life.pongs.add(resolve);
  const late = setTimeout(() => life.child.kill(`it did not answer for ${withinMs} ms`), withinMs);
  tell(life, { is: "ping" });
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    life.pongs.delete(resolve);
  }
}
