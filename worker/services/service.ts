import { setTimeout as delay } from "node:timers/promises";

/**
 * What a worker does beside its steps, in rounds, for as long as it runs. Each worker starts all of them; who of them does
 * something the database decides, so one more worker never means that something is done twice.
 */
export type Service = {
  /** What the log calls it. */
  readonly name: string;
  /** Whether one worker at a time does it: the round of another ends at once, having done nothing. */
  readonly single: boolean;
  /** How long after the start its first round is. */
  readonly firstMs: number;
  /** How long after a round that failed the next one is. */
  readonly againMs: number;
  /** One round; gives how long to wait for the next. Between its calls it looks whether it is to end. */
  run(signal: AbortSignal): Promise<number>;
};

export type RunningService = {
  /** Something has changed: a round now, or at once after the one that is under way. */
  wake(): void;
  /** Ends after the call that is under way. */
  stop(): Promise<void>;
};

/** An error is told and ends nothing. */
export function startService(service: Service, onError: (error: unknown) => void): RunningService {
  const stopping = new AbortController();
  let woken = new AbortController();

  const keep = async () => {
    let sleep = service.firstMs;
    for (;;) {
      const signal = AbortSignal.any([stopping.signal, woken.signal]);
      await delay(sleep, undefined, { signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      woken = new AbortController();
      try {
        sleep = await service.run(stopping.signal);
      } catch (error) {
        sleep = service.againMs;
        if (!stopping.signal.aborted) onError(error);
      }
    }
  };
  const keeping = keep();

  return {
    wake: () => woken.abort(),
    stop: async () => {
      stopping.abort();
      await keeping;
    },
  };
}
