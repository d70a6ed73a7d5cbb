/**
 * Keeps one view true: turns live messages into as few fetches as possible. Ids are gathered while a fetch is under way
 * and for a moment before it, so a thousand changes a second are a few requests, and one change is shown at once.
 */
import { backoff } from "./backoff.ts";
import {
  arrived,
  type LiveMessage,
  receive,
  reconnected,
  type Sequence,
  type Step,
  unread,
} from "./sequence.ts";

export interface TopicActions {
  /** Everything, and the number it was read at. */
  readonly refetch: (signal: AbortSignal) => Promise<bigint>;
  /** Some rows. Resolves when they are shown. */
  readonly fetch: (ids: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly level: (level: boolean) => void;
  /** A read failed. It is tried again, all of it, with growing waits; until then the view is not level. */
  readonly failed: (error: unknown) => void;
}

/** One request at most every so often: the eye cannot follow more, and the server has others to serve. */
const PACE = 120;
/** From here on, everything at once is less work than one by one. */
const MANY = 200;

export class Topic implements Disposable {
  #sequence: Sequence = unread;
  #ids = new Set<string>();
  #busy = false;
  #again = false;
  #lastStart = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = new AbortController();
  readonly #actions: TopicActions;

  constructor(actions: TopicActions) {
    this.#actions = actions;
  }

  /** A stream begins: at first, and after each break. What failed before is not waited for. */
  open(): void {
    this.#failures = 0;
    if (!this.#busy) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#take(reconnected(this.#sequence));
  }

  message(message: LiveMessage): void {
    this.#take(receive(this.#sequence, message));
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  #take([sequence, step]: readonly [Sequence, Step]): void {
    this.#sequence = sequence;
    if (step.kind === "refetch") {
      this.#ids.clear();
      this.#again = true;
    } else if (step.kind === "fetch") {
      for (const id of step.ids) this.#ids.add(id);
      if (this.#ids.size > MANY) this.#take(reconnectedInPlace(this.#sequence));
    }
    this.#schedule();
  }

  #schedule(): void {
    const due = this.#again || this.#ids.size > 0;
    if (due) this.#actions.level(false);
    if (!due || this.#busy || this.#timer !== undefined || this.#abort.signal.aborted) return;
    const pace = this.#failures === 0 ? PACE : backoff(this.#failures);
    const wait = Math.max(0, this.#lastStart + pace - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#work();
    }, wait);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    this.#lastStart = performance.now();
    const all = this.#again;
    const ids = [...this.#ids];
    this.#again = false;
    this.#ids.clear();
    try {
      if (all) {
        const seq = await this.#actions.refetch(this.#abort.signal);
        if (!this.#again) this.#take(arrived(this.#sequence, seq));
      } else {
        await this.#actions.fetch(ids, this.#abort.signal);
      }
      this.#failures = 0;
      if (!this.#again && this.#ids.size === 0) this.#actions.level(true);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      // Which of the rows failed is not known, so none of them counts as read.
      this.#failures += 1;
      this.#again = true;
      this.#actions.failed(error);
    } finally {
      this.#busy = false;
      this.#schedule();
    }
  }
}

/** The stream is whole, only long: read all again, and keep what was heard last. */
function reconnectedInPlace(sequence: Sequence): readonly [Sequence, Step] {
  return [{ ...sequence, pending: [], refetching: true }, { kind: "refetch" }];
}
