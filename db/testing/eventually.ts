import { setTimeout as delay } from "node:timers/promises";

export type EventuallyOptions = { readonly withinMs?: number; readonly everyMs?: number };

/**
 * Waits until `check` returns something truthy, and returns it. The one way to wait in a test: on a condition, with a
 * deadline. A check that throws counts as "not yet"; the last error is the cause of the failure.
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: EventuallyOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      last = new Error(`the last answer was ${String(value)}`);
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last });
    await delay(everyMs);
  }
}
