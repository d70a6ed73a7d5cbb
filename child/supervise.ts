import { setTimeout as delay } from "node:timers/promises";
import type { Life } from "./child.ts";

/**
 * Keeps a child going: when it ends unasked, or no longer does well, it is started again, at once the first time and
 * with a growing pause after that. One that never gets ready is an error, not a loop.
 */
export type Watched<L extends Life & { readonly ready: Promise<unknown> }> = {
  readonly start: () => L;
  readonly onRestart?: ((why: string, pauseMs: number) => void) | undefined;
  readonly backoff?: Backoff | undefined;
  /** Asked now and then; one for whom it rejects, or takes too long, is killed. */
  readonly health?: {
    readonly everyMs: number;
    readonly withinMs: number;
    readonly probe: (life: L) => Promise<unknown>;
  };
};

export type Backoff = { readonly firstMs: number; readonly longestMs: number; readonly healthyMs: number };

export type Supervised<L> = {
  /** What the first one said when it was ready. Rejects with why it ended when it ended before that. */
  readonly ready: Promise<unknown>;
  /** The one that lives now, or lived last. */
  readonly current: () => L | undefined;
  stop(graceMs: number): Promise<void>;
  kill(): void;
};

const patient: Backoff = { firstMs: 100, longestMs: 10_000, healthyMs: 30_000 };

export function supervise<L extends Life & { readonly ready: Promise<unknown> }>(
  watched: Watched<L>,
): Supervised<L> {
  const { start, onRestart, health, backoff = patient } = watched;
  const stopping = new AbortController();
  const ready = Promise.withResolvers<unknown>();
  ready.promise.catch(() => undefined);
  let current: L | undefined;
  let wasReady = false;

  const runOnce = async (): Promise<string> => {
    const life = start();
    current = life;
    life.ready.then(
      (said) => {
        wasReady = true;
        ready.resolve(said);
      },
      // Why is heard by its end.
      () => undefined,
    );
    const over = new AbortController();
    if (health) void life.ready.then(() => watch(life, health, over.signal)).catch(() => undefined);
    const why = await life.ended;
    over.abort();
    return why;
  };
  const keep = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const why = await runOnce();
      if (stopping.signal.aborted) return;
      if (!wasReady) return ready.reject(new Error(why));
      failures = performance.now() - began > backoff.healthyMs ? 0 : failures + 1;
      const pause = failures <= 1 ? 0 : Math.min(backoff.firstMs * 2 ** (failures - 2), backoff.longestMs);
      onRestart?.(why, pause);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const kept = keep();

  return {
    ready: ready.promise,
    current: () => current,
    kill: () => {
      stopping.abort();
      current?.kill();
    },
    stop: async (graceMs) => {
      stopping.abort();
      await current?.stop(graceMs);
      await kept;
    },
  };
}

async function watch<L extends Life & { readonly ready: Promise<unknown> }>(
  life: L,
  { everyMs, withinMs, probe }: NonNullable<Watched<L>["health"]>,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    await delay(everyMs, undefined, { signal: over, ref: false });
    const late = setTimeout(() => life.kill(`it was not well for ${withinMs} ms`), withinMs).unref();
    try {
      await probe(life);
    } catch (error) {
      life.kill(`it is not well: ${error instanceof Error ? error.message : String(error)}`);
      return;
    } finally {
      clearTimeout(late);
    }
  }
}
