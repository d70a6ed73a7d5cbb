import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type Listener, listen } from "#db/listen.ts";
import { paced } from "#db/pace.ts";
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
 * Promise: every committed change is emitted at least once while this runs, and nothing else is: a notification, which
 * anybody can send who can connect, says which transaction to look for in the change log, and what is told comes from
 * there. It is read at once, and then at most 50 times a second, for all that was heard meanwhile. After a break the log
 * is read from a cursor that lags behind what was surely heard. `gap` tells caches that they may be stale.
 */
export class Feed implements AsyncDisposable {
  readonly #events = new EventEmitter<Events>().setMaxListeners(0);
  readonly #recent = new RecentChanges();
  readonly #cursor: Cursor;
  readonly #listener: Listener;
  readonly #pool: pg.Pool;
  readonly #stopping = new AbortController();
  /** Transactions that were named and have not been looked for. */
  readonly #hints = new Set<string>();
  #isReading = false;
  #lastRead = Number.NEGATIVE_INFINITY;
  #control: Control = {};
  #latest = 0n;

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool;
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
    return this.#recent.summary();
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
    this.#stopping.abort();
    this.#cursor[Symbol.dispose]();
    await this.#listener.stop();
  }

  #hear({ channel, payload }: { readonly channel: string; readonly payload: string }): void {
    // Written by reflux_private.announce and by functions that notify reflux_control; anybody who can log in could
    // write there too. What makes no sense is passed over.
    const message = parse(payload);
    if (!message) return;
    if (channel === "reflux_control") {
      const { flow, secret, token } = message;
      if (flow === undefined && secret === undefined && token === undefined) return;
      const known = Object.entries({ flow, secret, token }).filter(([, value]) => value !== undefined);
      this.#control = { ...this.#control, ...Object.fromEntries(known) };
      this.#tellControl();
    } else if (isXid(message["xid"])) {
      this.#hints.add(message["xid"]);
      if (!this.#isReading) void this.#read();
    }
  }

  /** Each only makes its hearers look: several are one. */
  readonly #tellControl = paced(() => {
    const control = this.#control;
    this.#control = {};
    this.#events.emit("control", control);
  }, controlEveryMs);

  async #read(): Promise<void> {
    const { signal } = this.#stopping;
    this.#isReading = true;
    while (this.#hints.size > 0 && !signal.aborted) {
      const pause = this.#lastRead + readEveryMs - performance.now();
      if (pause > 0) await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
      this.#lastRead = performance.now();
      const xids = [...this.#hints];
      this.#hints.clear();
      try {
        if (xids.length > mostHints) await this.#catchUp();
        else for (const change of await this.#changesOf(xids)) this.#emit(change);
      } catch {
        // The database is away. What is named stays to be looked for, if the catch-up does not find it first.
        for (const xid of xids.slice(-mostHints)) this.#hints.add(xid);
        await delay(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    this.#isReading = false;
  }

  async #changesOf(xids: readonly string[]): Promise<readonly Change[]> {
    const { rows } = await this.#pool.query<Change>({
      name: "reflux-changes-of",
      text: "select seq, runs, finished, partial from reflux_private.changes_of($1)",
      values: [xids],
    });
    return rows;
  }

  async #catchUp(): Promise<void> {
    const missed = await this.#cursor.catchUp();
    this.#latest = missed.latest > this.#latest ? missed.latest : this.#latest;
    this.#recent.begin(this.latest);
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

/** What was heard lately: numbers for a minute, to know them again; changes for seconds, to tell those who come now. */
class RecentChanges {
  readonly #heardAt = new Map<string, number>();
  #changes: (Change & { readonly at: number })[] = [];
  /** The newest of those that are no longer kept; at first, the newest there was. */
  #before = "0";

  begin(latest: string): void {
    if (this.#changes.length === 0) this.#before = latest;
  }

  /** False when it was heard before. */
  add(change: Change): boolean {
    if (this.#heardAt.has(change.seq)) return false;
    const at = performance.now();
    this.#heardAt.set(change.seq, at);
    for (const [seq, heardAt] of this.#heardAt) {
      if (this.#heardAt.size <= remembered.most && heardAt > at - remembered.forMs) break;
      this.#heardAt.delete(seq);
    }
    this.#changes.push({ ...change, at });
    if (this.#changes.length > 2 * overlap.most) this.#drop(overlap.most);
    return true;
  }

  summary(): { readonly change: Change; readonly previous: string } {
    const since = performance.now() - overlap.forMs;
    const fresh = this.#changes.findIndex(({ at }) => at >= since);
    this.#drop(fresh === -1 ? this.#changes.length : fresh);
    const runs = [...new Set(this.#changes.flatMap((change) => change.runs))];
    const isPartial = this.#changes.some(({ partial }) => partial) || runs.length > mostRuns;
    return {
      change: {
        seq: this.#changes.at(-1)?.seq ?? this.#before,
        runs: isPartial ? [] : runs,
        finished: isPartial ? [] : [...new Set(this.#changes.flatMap((change) => change.finished))],
        partial: isPartial,
      },
      previous: this.#before,
    };
  }

  #drop(count: number): void {
    this.#before = this.#changes[count - 1]?.seq ?? this.#before;
    this.#changes = this.#changes.slice(count);
  }
}

/** Longer than the cursor lags, so that what is read again after a break is recognised. */
const remembered = { forMs: 60_000, most: 50_000 } as const;
/** Longer than it takes to read a snapshot and to subscribe, in either order. */
const overlap = { forMs: 5_000, most: 500 } as const;
/** A message that would name more asks to read everything again, which is less work for everybody. */
export const mostRuns = 500;

function parse(payload: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A transaction's id, as Postgres could have written it. */
function isXid(value: unknown): value is string {
  return typeof value === "string" && /^[1-9]\d{0,18}$/.test(value);
}

const readEveryMs = 20;
const retryMs = 250;
const controlEveryMs = 200;
/** More than Postgres commits between two looks: somebody makes them up, and the log is read from the cursor. */
const mostHints = 5_000;
