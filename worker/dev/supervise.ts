import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { RefluxError } from "#db/errors.ts";

/**
 * A child process that is kept running: when it ends unasked, it is started again, at once the first time and with a
 * growing pause after that. Parent and child share a channel; its closing asks the child to stop, whether the parent
 * closed it or was killed, so no child outlives its parent for long.
 */
export type Service = {
  readonly name: string;
  /** A module and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  readonly onRestart?: (why: string, pauseMs: number) => void;
  readonly backoff?: { readonly firstMs: number; readonly longestMs: number; readonly healthyMs: number };
};

export type Supervised = {
  /** What the child said when it did its work for the first time. Rejects when it ends before that. */
  readonly ready: Promise<Readiness>;
  readonly pid: () => number | undefined;
  /** Asks the child to stop and waits; after `graceMs` it is killed. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
};

export type Readiness = { readonly url?: string };

export function supervise(service: Service): Supervised {
  const { firstMs, longestMs, healthyMs } = service.backoff ?? {
    firstMs: 100,
    longestMs: 10_000,
    healthyMs: 30_000,
  };
  const stopping = new AbortController();
  const ready = Promise.withResolvers<Readiness>();
  ready.promise.catch(() => undefined);
  const state: { child?: ChildProcess; wasReady: boolean } = { wasReady: false };

  const runOnce = async (): Promise<string> => {
    const [module, ...args] = service.command;
    const child = fork(module, args, { env: service.env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    state.child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) forward(stream, service.onLine);
    child.on("message", (message: unknown) => {
      if (!isReadiness(message)) return;
      state.wasReady = true;
      ready.resolve(message);
    });
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return signal ?? `exit code ${code}`;
  };

  const keep = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const why = await runOnce();
      if (stopping.signal.aborted) return;
      if (!state.wasReady) {
        ready.reject(new RefluxError("RFI07", `the ${service.name} did not start (${why})`));
        return;
      }
      failures = performance.now() - began > healthyMs ? 0 : failures + 1;
      const pause = failures <= 1 ? 0 : Math.min(firstMs * 2 ** (failures - 2), longestMs);
      service.onRestart?.(why, pause);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const kept = keep();

  return {
    ready: ready.promise,
    pid: () => state.child?.pid,
    kill: () => {
      stopping.abort();
      state.child?.kill("SIGKILL");
    },
    stop: async (graceMs) => {
      stopping.abort();
      if (state.child?.connected) state.child.disconnect();
      const late = setTimeout(() => state.child?.kill("SIGKILL"), graceMs);
      await kept;
      clearTimeout(late);
    },
  };
}

function forward(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

function isReadiness(message: unknown): message is Readiness {
  return typeof message === "object" && message !== null && "ready" in message;
}
