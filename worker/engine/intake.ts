import { setTimeout as delay } from "node:timers/promises";
import { createBatcher } from "./batcher.ts";
import type { Place } from "./calls.ts";
import type { Lanes } from "./lanes.ts";
import { attemptKey, type Lease } from "./lease.ts";
import type { Permits } from "./permits.ts";

/**
 * How steps come in: a doorbell rings for places, which are leased as there is room; a start hands one over, already
 * leased; and in doubt (a reply or a notification may be lost, a run was changed under us) the database is asked
 * what this worker holds, and the difference is made good both ways.
 */
export type Intake = {
  /** Resolves when the steps that were had of these places, and what followed them, are done. */
  ring(places: readonly Place[]): Promise<void>;
  accept(place: Place): void;
  doubt(): void;
  /** From now on nothing comes in. */
  close(): void;
};

export type IntakeParts = {
  readonly permits: Permits;
  readonly take: (places: readonly Place[]) => Promise<readonly Lease[]>;
  readonly recall: (places: readonly Place[] | null) => Promise<readonly Lease[]>;
  readonly lanes: () => Lanes;
  readonly onError: (error: unknown) => void;
};

const BUSY_MS = 100;

export function createIntake({ permits, take, recall, lanes, onError }: IntakeParts): Intake {
  let closed = false;

  const takes = createBatcher<Place, Lease | undefined>(async (places) => {
    let leases: readonly Lease[];
    try {
      leases = await take(places);
    } catch (error) {
      // It may have been committed all the same.
      doubt();
      throw error;
    }
    const replies: (Lease | undefined)[] = places.map(() => undefined);
    for (const lease of leases) replies[lease.lane] = lease;
    return replies;
  });

  /** Takes one place, with a permit in hand, and runs what it got. */
  const run = async (place: Place): Promise<void> => {
    const lease = await takes.add(place).catch((error: unknown) => {
      permits.release(1);
      throw error;
    });
    if (lease?.verdict === "leased") return lanes().drive(lease);
    permits.release(1);
    if (lease?.verdict !== "busy") return;
    // A person holds the run in an open transaction: ask again, on this job's time.
    await delay(BUSY_MS);
    await ring([place]);
  };

  const ring = async (places: readonly Place[]): Promise<void> => {
    const running: Promise<void>[] = [];
    for (let next = 0; next < places.length; ) {
      const count = await permits.acquire(places.length - next);
      if (closed) {
        permits.release(count);
        throw new Error("the worker stops; another one will be rung");
      }
      for (const place of places.slice(next, next + count)) {
        const one = run(place);
        // It is looked at below; until then a failure must not count as unhandled.
        one.catch(() => undefined);
        running.push(one);
      }
      next += count;
    }
    // All of them end before the job does, whatever became of each.
    const failed = (await Promise.allSettled(running)).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  };

  const drive = async (lease: Lease): Promise<void> => {
    await permits.acquire(1);
    await lanes().drive(lease);
  };

  const handed = createBatcher<Place, Lease | undefined>(async (places) => {
    const leases = await recall(places);
    const byPlace = new Map(leases.map((lease) => [`${lease.run_id}:${lease.idx}:${lease.scope}`, lease]));
    return places.map((place) => byPlace.get(place.join(":")));
  });

  let reconciling: Promise<void> | undefined;
  let again = false;
  const reconcile = async (): Promise<void> => {
    const before = new Map(
      lanes()
        .list()
        .map((lease) => [attemptKey(lease), lease]),
    );
    const ended = lanes().watchEnded();
    try {
      const ours = await recall(null);
      const known = new Set(ours.map(attemptKey));
      for (const [key, lease] of before)
        if (!known.has(key)) lanes().abort(new Error("the step is not ours any more"), lease);
      for (const lease of ours) {
        if (!closed && !lanes().holds(lease) && !ended.has(lease)) drive(lease).catch(onError);
      }
    } finally {
      ended.stop();
    }
  };
  const doubt = () => {
    if (reconciling) {
      again = true;
      return;
    }
    reconciling = reconcile()
      .catch(async (error: unknown) => {
        onError(error);
        again = !closed;
        await delay(1_000);
      })
      .finally(() => {
        reconciling = undefined;
        if (!again) return;
        again = false;
        doubt();
      });
  };

  return {
    ring,
    accept: (place) => {
      if (closed) return;
      handed
        .add(place)
        .then((lease) => (lease ? drive(lease) : undefined))
        .catch((error: unknown) => {
          onError(error);
          doubt();
        });
    },
    doubt,
    close: () => {
      closed = true;
    },
  };
}
