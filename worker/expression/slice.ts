import { setImmediate as nextTick } from "node:timers/promises";

/** So long one piece of work may keep this process busy. */
export const SLICE_MS = 25;
/** After so much work in a row the event loop gets its turn: heartbeats, sockets, signals. */
const BREATHE_MS = 10;

let turn: Promise<unknown> = Promise.resolve();
let spent = 0;

/**
 * Computes one piece at a time, so that a slice measures one expression and not those beside it. Work here only
 * computes: it never waits for anything outside this process.
 */
export function inSlice<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(() => measured(work));
  turn = result.catch(() => undefined);
  return result;
}

async function measured<T>(work: () => Promise<T>): Promise<T> {
  if (spent > BREATHE_MS) {
    await nextTick();
    spent = 0;
  }
  const started = performance.now();
  try {
    return await work();
  } finally {
    spent += performance.now() - started;
  }
}
