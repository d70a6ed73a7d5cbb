import type pg from "pg";
import type { Feed } from "../live/feed.ts";
import type { GivenReply } from "./given-reply.ts";

/** How a run ended, or what it replies before it does. */
export type Outcome = {
  /** Anything else where the reply came before the end. */
  readonly state: "succeeded" | "failed" | "cancelled" | "queued" | "running" | "paused";
  readonly output: unknown;
  /** Of the first step that failed. */
  readonly error: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
  /** Of its `webhook.reply` step. */
  readonly reply: GivenReply | null;
};

/**
 * Waits for runs to end, for all callers of this process together: the feed says when to look, one query looks for
 * everybody, and once a second it looks anyway.
 */
export class Outcomes implements Disposable {
  readonly #pool: pg.Pool;
  readonly #waiting = new Map<string, Set<(outcome: Outcome) => void>>();
  readonly #stop: readonly (() => void)[];
  readonly #timer: NodeJS.Timeout;
  /** Those of them that may reply before they end: looked at whenever they change. */
  readonly #replying = new Set<string>();
  #due = new Set<string>();
  #isLooking = false;

  constructor(pool: pg.Pool, feed: Feed) {
    this.#pool = pool;
    this.#stop = [
      feed.onChange(({ runs, finished, partial }) => {
        this.#look(partial ? this.#waiting.keys() : finished);
        if (this.#replying.size > 0) this.#look(runs.filter((run) => this.#replying.has(run)));
      }),
      feed.onGap(() => this.#look(this.#waiting.keys())),
    ];
    this.#timer = setInterval(() => this.#look(this.#waiting.keys()), 1_000);
    this.#timer.unref();
  }

  /** Undefined when the run has not ended by the deadline, or nobody waits any more. */
  async wait(
    run: string,
    { deadlineMs, replies }: { readonly deadlineMs: number; readonly replies: boolean },
    gone: AbortSignal,
  ): Promise<Outcome | undefined> {
    const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
    const waiters = this.#waiting.get(run) ?? new Set();
    this.#waiting.set(run, waiters.add(resolve));
    if (replies) this.#replying.add(run);
    const late = setTimeout(() => resolve(undefined), deadlineMs);
    const leave = () => resolve(undefined);
    gone.addEventListener("abort", leave, { once: true });
    // It may have ended before we began to wait.
    this.#look([run]);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      gone.removeEventListener("abort", leave);
      waiters.delete(resolve);
      if (waiters.size === 0) {
        this.#waiting.delete(run);
        this.#replying.delete(run);
      }
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const stop of this.#stop) stop();
  }

  #look(runs: Iterable<string>): void {
    for (const run of runs) if (this.#waiting.has(run)) this.#due.add(run);
    if (this.#due.size > 0 && !this.#isLooking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isLooking = true;
    try {
      while (this.#due.size > 0) {
        const runs = [...this.#due];
        this.#due = new Set();
        const { rows } = await this.#pool.query<Outcome & { readonly run_id: string }>({
          name: "reflux-run-results",
          text: "select run_id, state, output, error, reason, reply from reflux_private.run_results($1, $2)",
          values: [runs, runs.filter((run) => this.#replying.has(run))],
        });
        for (const { run_id: run, ...outcome } of rows) {
          for (const resolve of this.#waiting.get(run) ?? []) resolve(outcome);
        }
      }
    } catch {
      // The database is away: the next second asks again, until each caller's own deadline.
    } finally {
      this.#isLooking = false;
    }
  }
}
