import type pg from "pg";
import type { Change } from "./feed.ts";

/**
 * Where in the change log this process has surely heard everything. A notification arrives after its commit, so a
 * cursor taken now may be ahead of our ears: it counts only once another period has passed on the same connection.
 */
export class Cursor implements Disposable {
  readonly #pool: pg.Pool;
  #sure: string | null = null;
  #candidate: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #generation = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** After each (re)connect: what the log has since the cursor; the first time nothing. */
  async catchUp(): Promise<{ readonly changes: readonly Change[]; readonly latest: bigint }> {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    const { rows } = await this.#pool.query<Row>(
      "select seq, runs, next_cursor, reflux_private.last_change() as latest from reflux.changes_since($1) limit $2",
      [this.#sure, most + 1],
    );
    const missed = rows.filter(({ seq }) => seq !== null).map(toChange);
    const newest = missed.at(-1);
    const changes = newest && missed.length > most ? [{ ...newest, runs: [], partial: true }] : missed;
    this.#sure = this.#candidate = rows[0]?.next_cursor ?? this.#sure;
    this.#schedule(generation);
    return { changes, latest: BigInt(rows[0]?.latest ?? 0) };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#generation++;
  }

  #schedule(generation: number): void {
    this.#timer = setTimeout(() => void this.#advance(generation), periodMs);
    this.#timer.unref();
  }

  async #advance(generation: number): Promise<void> {
    try {
      const { rows } = await this.#pool.query<Row>("select next_cursor from reflux.changes_since(null)");
      if (generation !== this.#generation) return;
      this.#sure = this.#candidate;
      this.#candidate = rows[0]?.next_cursor ?? this.#candidate;
    } catch {
      // The database is away. The cursor stays: after the break more is read again, nothing is missed.
    }
    if (generation === this.#generation) this.#schedule(generation);
  }
}

/** Longer than the listener needs to find out that its connection is dead (db/listen.ts tests itself every 10 s). */
const periodMs = 20_000;

type Row = {
  readonly seq: string | null;
  readonly runs: readonly string[];
  readonly next_cursor: string;
  readonly latest: string;
};

/** More than this is not told one by one: everybody is to read everything again. */
const most = 5_000;

/** The log does not say which runs ended: whoever waits for that asks after a `gap`. */
function toChange({ seq, runs }: Row): Change {
  return { seq: seq ?? "", runs, finished: [], partial: false };
}
