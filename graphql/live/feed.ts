import { EventEmitter } from "node:events";
import type pg from "pg";
import { type Listener, listen } from "#db/listen.ts";
import { Cursor } from "./cursor.ts";

/** Runs that changed in one commit, or several; ids as text, as everywhere in the API. */
export type Change = {
  readonly seq: string;
  readonly runs: readonly string[];
  readonly finished: readonly string[];
  /** More changed than is named. */
  readonly partial: boolean;
};

/** What `reflux_control` says: a flow's triggers or state changed, a secret was set, a token was revoked. */
export type Control = { readonly flow?: unknown; readonly secret?: unknown; readonly token?: unknown };

type Events = { change: [Change]; control: [Control]; gap: [] };
type Log = (level: "info" | "warn" | "error", message: string) => void;

/**
 * The one ear of this process: LISTEN on one connection, for all subscribers, webhook callers and caches.
 *
 * Promise: every committed change is emitted at least once while this runs. Notifications are a hint; after a break the
 * change log is read from a cursor that lags behind what was surely heard. `gap` tells caches that they may be stale.
 */
export class Feed implements AsyncDisposable {
  readonly #events = new EventEmitter<Events>().setMaxListeners(0);
  readonly #recent = new RecentChanges();
  readonly #cursor: Cursor;
  readonly #listener: Listener;
  #latest = 0n;

  constructor(pool: pg.Pool, log: Log) {
    this.#cursor = new Cursor(pool);
    this.#listener = listen(pool, ["reflux_changes", "reflux_control"], (message) => this.#hear(message), {
      onCatchUp: () => this.#catchUp(),
      onLost: (error) => log("warn", `listening for changes: ${error.message}`),
    });
  }

  get ready(): Promise<void> {
    return this.#listener.ready;
  }

  /** The newest change heard of. Whoever reads the database after asking reads it, and all before it. */
  get latest(): string {
    return String(this.#latest);
  }

  get isConnected(): boolean {
    return this.#listener.isConnected();
  }

  /** What a subscriber that comes now may just have missed, as its first message. */
  recent(): { readonly change: Change; readonly previous: string } {
    return this.#recent.summary(this.latest);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#events.on("change", listener);
    return () => void this.#events.off("change", listener);
  }

  onControl(listener: (control: Control) => void): () => void {
    this.#events.on("control", listener);
    return () => void this.#events.off("control", listener);
  }

  /** Messages may have been missed: whoever keeps a copy of something reads it anew. */
  onGap(listener: () => void): () => void {
    this.#events.on("gap", listener);
    return () => void this.#events.off("gap", listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cursor[Symbol.dispose]();
    await this.#listener.stop();
  }

  #hear({ channel, payload }: { readonly channel: string; readonly payload: string }): void {
    // Written by reflux_private.announce and by functions that notify reflux_control; anybody who can log in could
    // write there too, so nothing is taken on trust but that something happened.
    const message = parse(payload);
    if (channel === "reflux_control") {
      if (message) this.#events.emit("control", message);
    } else if (typeof message?.["seq"] === "number") {
      const { seq, runs, finished, more } = message;
      this.#emit({ seq: String(seq), runs: ids(runs), finished: ids(finished), partial: more !== false });
    } else {
      this.#events.emit("gap");
    }
  }

  async #catchUp(): Promise<void> {
    const missed = await this.#cursor.catchUp();
    this.#latest = missed.latest > this.#latest ? missed.latest : this.#latest;
    for (const change of missed.changes) this.#emit(change);
    this.#events.emit("gap");
  }

  #emit(change: Change): void {
    if (!this.#recent.add(change)) return;
    const seq = BigInt(change.seq);
    if (seq > this.#latest) this.#latest = seq;
    this.#events.emit("change", change);
  }
}

/** The last seconds: to know again what was heard before, and to tell those who come now. */
class RecentChanges {
  readonly #changes = new Map<string, Change & { readonly at: number }>();

  /** False when it was heard before. */
  add(change: Change): boolean {
    if (this.#changes.has(change.seq)) return false;
    this.#changes.set(change.seq, { ...change, at: performance.now() });
    for (const [seq, { at }] of this.#changes) {
      if (this.#changes.size <= kept.most && at > performance.now() - kept.forMs) break;
      this.#changes.delete(seq);
    }
    return true;
  }

  summary(latest: string): { readonly change: Change; readonly previous: string } {
    const since = performance.now() - overlapMs;
    const recent = [...this.#changes.values()].filter(({ at }) => at >= since);
    const before = [...this.#changes.values()].findLast(({ at }) => at < since);
    const runs = [...new Set(recent.flatMap((change) => change.runs))];
    const partial = runs.length > 1_000 || recent.some((change) => change.partial);
    const previous =
      recent.length === 0 ? latest : (before?.seq ?? String(BigInt(recent[0]?.seq ?? latest) - 1n));
    return {
      change: {
        seq: recent.at(-1)?.seq ?? latest,
        runs: partial ? [] : runs,
        finished: partial ? [] : [...new Set(recent.flatMap((change) => change.finished))],
        partial,
      },
      previous,
    };
  }
}

/** Longer than the cursor lags, so that what is read again after a break is recognised. */
const kept = { forMs: 60_000, most: 50_000 } as const;
/** Longer than it takes to read a snapshot and to subscribe, in either order. */
const overlapMs = 5_000;

function parse(payload: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function ids(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "number").map(String) : [];
}
