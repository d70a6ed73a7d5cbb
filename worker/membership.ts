import { setTimeout as delay } from "node:timers/promises";
import type { Calls, Means, Membership } from "./engine/calls.ts";

/**
 * This process as a worker of the database. One row's lease stands for all that it holds; the database's clock
 * judges it. When the lease was lost (the process was stopped for too long, the network was away) whatever runs is
 * somebody else's by now: `onLost` drops it, and the worker joins anew under another id. Where the database could not be
 * reached meanwhile, it says so: what it ran is not to blame.
 */
export type Member = {
  readonly current: () => Membership;
  readonly isMember: () => boolean;
  /** The database's clock, as well as we know it, however this machine's is set. */
  readonly now: () => Date;
  /** Renews out of turn, so that the database hears at once how idle we are. Never fails: the next turn comes. */
  renewNow(): Promise<void>;
  stop(): Promise<void>;
};

export type MemberParts = {
  readonly calls: Pick<Calls, "register" | "renew" | "stop">;
  readonly name: string;
  readonly manifests: readonly unknown[];
  readonly concurrency: number;
  /** What it may do that others may not; asked at each join. */
  readonly means: () => Means;
  readonly idle: () => number;
  readonly pools: () => readonly string[];
  /** For how long the queue has not answered. */
  readonly silenceMs: () => number;
  readonly onLost: () => void;
  readonly onJoin: (membership: Membership) => void;
  readonly onError: (error: unknown) => void;
};

export async function joinWorkers(parts: MemberParts): Promise<Member> {
  const { calls } = parts;
  let membership = await calls.register(
    parts.name,
    parts.manifests,
    parts.concurrency,
    undefined,
    parts.means(),
  );
  let clockMs = membership.clockMs;
  let alive = true;
  let isInnocent = false;
  const stopping = new AbortController();

  const renew = async () => {
    if (alive) {
      const clock = await calls.renew(membership.id, parts.idle(), parts.pools(), parts.silenceMs());
      // Anew each time: whoever sets the database's clock, forward or back, sets ours.
      if (clock !== null) clockMs = clock;
      else {
        alive = false;
        parts.onLost();
      }
    }
    if (!alive) {
      const before = isInnocent ? membership.id : undefined;
      membership = await calls.register(
        parts.name,
        parts.manifests,
        parts.concurrency,
        before,
        parts.means(),
      );
      clockMs = membership.clockMs;
      alive = true;
      parts.onJoin(membership);
    }
    isInnocent = false;
  };
  // One at a time: two that find the lease lost would join twice.
  let turn = Promise.resolve();
  const tryRenew = () => {
    turn = turn.then(renew).catch((error: unknown) => {
      isInnocent = true;
      if (!stopping.signal.aborted) parts.onError(error);
    });
    return turn;
  };
  const keep = async () => {
    while (!stopping.signal.aborted) {
      await delay(membership.leaseMs / 3, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await tryRenew();
    }
  };
  parts.onJoin(membership);
  const keeping = keep();

  return {
    current: () => membership,
    isMember: () => alive,
    now: () => new Date(performance.now() + clockMs),
    renewNow: tryRenew,
    stop: async () => {
      stopping.abort();
      await keeping;
      // Whatever the database says to it: from here on nothing is sent in this worker's name.
      alive = false;
      await calls.stop(membership.id);
    },
  };
}
