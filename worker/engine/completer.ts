import { setTimeout as delay } from "node:timers/promises";
import { createBatcher } from "./batcher.ts";
import type { OutcomeRow, Place } from "./calls.ts";
import type { Lease } from "./lease.ts";
import { isTransient, pauseMs } from "./transient.ts";

/**
 * Hands outcomes to Postgres, many in one commit, and brings back what each lane does next. It never gives up an
 * outcome while the lease may hold: a lost connection is tried again, a reply that was lost leaves the outcome
 * `refused` the second time, and then `onUncertain` asks the database what this worker holds.
 */
export type Completion =
  | { readonly verdict: "recorded"; readonly next: Lease | undefined }
  | { readonly verdict: "refused" }
  /** The database cannot take this outcome (it is not storable, say): the error to record instead. */
  | { readonly verdict: "rejected"; readonly error: unknown };

/** A step that waits for a lane: it may be leased by the call that ends another one. */
export type Offer = {
  readonly place: Place;
  /** Leased, busy, or not ours to have. */
  answer(lease: Lease | undefined): void;
  /** Nobody tried, or nobody knows: it waits on. */
  putBack(): void;
};

export type CompleterOptions = {
  readonly send: (outcomes: readonly OutcomeRow[], places: readonly Place[]) => Promise<readonly Lease[]>;
  /** At most so many steps that wait. Each is answered, or put back. */
  readonly offers: (most: number) => readonly Offer[];
  /** False once the lease is known to be lost: then nothing is sent any more. */
  readonly isMember: () => boolean;
  readonly onUncertain: () => void;
};

/** Who is still busy after so many, 75 ms, is no other flush. */
const SHORT_ROUNDS = 2;

export function createCompleter({ send, offers, isMember, onUncertain }: CompleterOptions) {
  // So many lanes of the last flush had no next step of their own. Chains go on, and then nothing is offered.
  let ended = 0;

  const flush = async (rows: readonly OutcomeRow[]): Promise<readonly Reply[]> => {
    const completions: Reply[] = Array.from({ length: rows.length });
    let left = rows.map((row, lane) => ({ ...row, lane }));
    let wasLost = false;
    for (let round = 0; left.length > 0; round += 1) {
      wasLost = round > 0;
      if (wasLost) await delay(pauseMs(round));
      if (!isMember()) {
        for (const row of left) completions[row.lane] = { verdict: "refused" };
        return completions;
      }
      left = await attempt(left, completions);
    }
    // An outcome that is refused the second time was recorded the first time, by a commit that may have come after
    // the doubt was looked into. Only now is it certain, so what it handed over is asked for again.
    if (wasLost && completions.some(({ verdict }) => verdict === "refused")) onUncertain();
    return completions;
  };

  /** Sends once; fills in what is decided and returns what is to be sent again. */
  const attempt = async (rows: OutcomeRow[], completions: Reply[]): Promise<OutcomeRow[]> => {
    const wanting = rows.filter(({ next }) => next).length;
    const offered = offers(Math.min(ended, wanting));
    try {
      const replies = await send(
        rows,
        offered.map(({ place }) => place),
      );
      for (const row of rows) completions[row.lane] = { verdict: "recorded", next: undefined };
      const had = new Map<number, Lease>();
      const untried = new Set<number>();
      let continued = 0;
      for (const reply of replies) {
        const row = reply.offer === null ? rows[reply.lane] : undefined;
        if (reply.verdict === "untried") untried.add(reply.offer ?? -1);
        else if (!row) had.set(reply.offer ?? -1, reply);
        else if (reply.verdict === "leased") {
          completions[row.lane] = { verdict: "recorded", next: reply };
          continued += 1;
        } else if (reply.verdict !== "untold") completions[row.lane] = { verdict: reply.verdict };
      }
      ended = wanting - continued;
      for (const [index, offer] of offered.entries()) if (!untried.has(index)) offer.answer(had.get(index));
      for (const [index, offer] of [...offered.entries()].reverse()) if (untried.has(index)) offer.putBack();
      return [];
    } catch (error) {
      for (const offer of offered.toReversed()) offer.putBack();
      if (isTransient(error)) {
        onUncertain();
        return rows;
      }
      const [only] = rows;
      if (rows.length === 1 && only) {
        completions[only.lane] = { verdict: "rejected", error };
        return [];
      }
      // One bad row must not sink the others.
      const half = Math.ceil(rows.length / 2);
      const first = await attempt(rows.slice(0, half), completions);
      const second = await attempt(rows.slice(half), completions);
      return [...first, ...second];
    }
  };

  // Two: while Postgres works on one, this process prepares the other (measured: bench/scenarios).
  const batches = createBatcher(flush, { parallel: 2 });
  /** `onBusy`: it will take a while, and whoever waits for it need not stand in the way of others. */
  const complete = async (row: OutcomeRow, onBusy?: () => void): Promise<Completion> => {
    for (let round = 0; ; round += 1) {
      const isParked = round > SHORT_ROUNDS && onBusy !== undefined;
      if (isParked) onBusy();
      const reply = await batches.add(isParked ? { ...row, next: false } : row);
      if (reply.verdict !== "busy") return reply;
      // A person holds the run in an open transaction, or another flush does for a moment. Nobody else waits for it.
      await delay(pauseMs(round));
    }
  };
  return { complete, idle: () => batches.idle() };
}

type Reply = Completion | { readonly verdict: "busy" };
