import { setTimeout as delay } from "node:timers/promises";
import { type Change, mostRuns } from "./feed.ts";

/** A change as one subscriber is told of it. */
export type LiveMessage = Change & { readonly previous: string };

export type StreamOptions = {
  /** What came just before, told at once. */
  readonly first: { readonly change: Change; readonly previous: string };
  readonly onEnd: () => void;
};

/**
 * Changes on their way to one subscriber. What comes while the subscriber is busy becomes one message, and there are at
 * most 25 of them a second: a slow browser gets fewer messages, not a longer queue, and memory has a bound.
 */
export class ChangeStream implements AsyncIterableIterator<LiveMessage> {
  readonly #options: StreamOptions;
  readonly #ended = new AbortController();
  #pending: Change | undefined;
  #previous: string;
  #lastSent = Number.NEGATIVE_INFINITY;
  #arrived = Promise.withResolvers<void>();

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#pending = options.first.change;
    this.#previous = options.first.previous;
    this.#arrived.resolve();
  }

  push(change: Change): void {
    this.#pending = this.#pending ? merge(this.#pending, change) : change;
    this.#arrived.resolve();
  }

  async next(): Promise<IteratorResult<LiveMessage>> {
    await this.#arrived.promise;
    const pause = this.#lastSent + paceMs - performance.now();
    if (pause > 0)
      await delay(pause, undefined, { signal: this.#ended.signal, ref: false }).catch(() => undefined);
    const change = this.#pending;
    if (this.#ended.signal.aborted || !change) return { done: true, value: undefined };
    const message = { ...change, previous: this.#previous };
    this.#pending = undefined;
    this.#arrived = Promise.withResolvers();
    this.#previous = change.seq;
    this.#lastSent = performance.now();
    return { done: false, value: message };
  }

  async return(): Promise<IteratorResult<LiveMessage>> {
    this.#ended.abort();
    this.#arrived.resolve();
    this.#options.onEnd();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<LiveMessage>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

const paceMs = 40;

function merge(earlier: Change, later: Change): Change {
  const runs = [...new Set([...earlier.runs, ...later.runs])];
  const isPartial = earlier.partial || later.partial || runs.length > mostRuns;
  return {
    seq: later.seq,
    runs: isPartial ? [] : runs,
    finished: isPartial ? [] : [...new Set([...earlier.finished, ...later.finished])],
    partial: isPartial,
  };
}
