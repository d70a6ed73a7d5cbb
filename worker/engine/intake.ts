import { setTimeout as delay } from "node:timers/promises";
import { createBatcher } from "./batcher.ts";
import type { Place } from "./calls.ts";
import type { Offer } from "./completer.ts";
import type { Lanes } from "./lanes.ts";
import { attemptKey, type Lease } from "./lease.ts";
import { createLine, type Waiting } from "./line.ts";
import type { Permits } from "./permits.ts";
import { isTransient, pauseMs } from "./transient.ts";

/**
 * How steps come in: a doorbell rings for places, which are leased as there is room; a start hands one over, already
 * leased; and in doubt (a reply or a notification may be lost, a run was changed under us) the database is asked
 * what this worker holds, and the difference is made good both ways.
 */
export type Intake = {
  /** Resolves when the steps that were had of these places, and what followed them, are done. */
  ring(places: readonly Place[], priority?: number): Promise<void>;
  /** Some of what was rung for and waits for a lane. */
  offers(most: number): readonly Offer[];
  /** A step that is said to be handed to us. Whether it is, by the database; never fails. */
  accept(place: Place): Promise<boolean>;
  doubt(): void;
  /** From now on no doorbell is answered. What was handed over is still ours: it is run, or given back at the end. */
  close(): void;
};

export type IntakeParts = {
  readonly permits: Permits;
  readonly take: (places: readonly Place[]) => Promise<readonly Lease[]>;
  /** Tells a step's concurrency key, and gets the step, if it is its turn. */
  readonly tell: (lease: Lease) => Promise<Lease | undefined>;
  readonly recall: (places: readonly Place[] | null) => Promise<readonly Lease[]>;
  readonly lanes: () => Lanes;
  readonly onError: (error: unknown) => void;
};

/** `had` says what becomes of it. */
type Rung = { readonly place: Place; readonly had: (work: Promise<void>) => void };

const BUSY_MS = 100;
const BUSY_ROUNDS = 20;
const STOPPING = "the worker stops; another one will be rung";

export function createIntake({ permits, take, tell, recall, lanes, onError }: IntakeParts): Intake {
  let closed = false;

  const takes = createBatcher<Place, Lease | undefined>(async (places) => {
    const leases = await surely(() => take(places));
    const replies: (Lease | undefined)[] = places.map(() => undefined);
    for (const lease of leases) replies[lease.lane] = lease;
    return replies;
  });

  /** A lost reply may belong to a commit that is still to come: the next answer comes after it, and then we look. */
  const surely = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (let failures = 0; ; failures += 1) {
      try {
        const answer = await ask();
        if (failures > 0) doubt();
        return answer;
      } catch (error) {
        if (closed || !isTransient(error)) throw error;
        await delay(pauseMs(failures + 1));
      }
    }
  };

  const told = async (lease: Lease | undefined): Promise<Lease | undefined> =>
    lease?.verdict === "untold" ? await surely(() => tell(lease)) : lease;

  /** Rung, and not tried yet: there was no permit. They may be had with one, or offered to a lane that ends. */
  const line = createLine<Rung>(({ place: [run] }) => run);
  let isServing = false;
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    while (line.size > 0) {
      const count = await permits.acquire(line.size);
      const served = line.next(count);
      permits.release(count - served.length);
      for (const { item } of served) item.had(run(item.place, 0));
    }
    isServing = false;
  };

  /** Takes one place, with a permit in hand, and runs what it got. */
  const run = async (place: Place, round: number): Promise<void> => {
    const lease = await takes
      .add(place)
      .then(told)
      .catch((error: unknown) => {
        permits.release(1);
        throw error;
      });
    const claim = lease?.verdict === "leased" ? lanes().claim(lease) : undefined;
    if (claim) return lanes().drive(claim);
    permits.release(1);
    if (lease?.verdict === "busy") return await runLater(place, round + 1);
  };

  /**
   * A person holds the run in an open transaction. Not for long, or the job gives up its place to others: it is tried
   * again later, or the sweeper rings.
   */
  const runLater = async (place: Place, round: number): Promise<void> => {
    if (round > BUSY_ROUNDS) throw new Error(`run ${place[0]} is locked by somebody`);
    await delay(BUSY_MS);
    await permits.acquire(1);
    if (closed) {
      permits.release(1);
      throw new Error(STOPPING);
    }
    return await run(place, round);
  };

  const offerOf = ({ item: { place, had }, putBack }: Waiting<Rung>): Offer => ({
    place,
    answer: (lease) => {
      const follow = async (had?: Lease) => {
        if (had?.verdict === "busy") await runLater(place, 1);
        else if (had) await drive(had);
      };
      had(lease?.verdict === "untold" ? told(lease).then(follow) : follow(lease));
    },
    putBack: () => {
      if (closed) return had(Promise.reject(new Error(STOPPING)));
      putBack();
      void serve();
    },
  });

  /** Steps that may kill their worker go one at a time, so that its death tells which one it was. */
  let alone: Promise<unknown> = Promise.resolve();
  const ringAlone = (places: readonly Place[], priority: number): Promise<void> => {
    const turn = alone.then(() => ringNow(places, priority));
    alone = turn.catch(() => undefined);
    return turn;
  };
  const ring = (places: readonly Place[], priority = 0): Promise<void> =>
    places.some(([, , , quarantine]) => quarantine) ? ringAlone(places, priority) : ringNow(places, priority);
  const ringNow = async (places: readonly Place[], priority: number): Promise<void> => {
    if (closed) throw new Error(STOPPING);
    const rung: Rung[] = [];
    const ended = places.map((place) => new Promise<void>((had) => rung.push({ place, had })));
    line.ring(priority, rung);
    void serve();
    // All of them end before the job does, whatever became of each.
    const failed = (await Promise.allSettled(ended)).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  };

  const drive = async (lease: Lease): Promise<void> => {
    // Claimed at once: while it waits for a permit, a recall must not bring it a second time.
    const claim = lanes().claim(lease);
    if (!claim) return;
    await permits.acquire(1, "holder");
    await lanes().drive(claim);
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
        if (!ended.has(lease)) drive(lease).catch(onError);
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
    offers: (most) => line.next(most).map(offerOf),
    accept: async (place) => {
      const uncertain = (error: unknown) => {
        onError(error);
        doubt();
      };
      try {
        const lease = await handed.add(place);
        if (lease) drive(lease).catch(uncertain);
        return lease !== undefined;
      } catch (error) {
        uncertain(error);
        return true;
      }
    },
    doubt,
    close: () => {
      closed = true;
      for (const { had } of line.clear()) had(Promise.reject(new Error(STOPPING)));
    },
  };
}
