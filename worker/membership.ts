import { setTimeout as delay } from "node:timers/promises";
import type { Calls, Membership } from "./engine/calls.ts";

/**
 * This process as a worker of the database. One row's lease stands for all that it holds; the database's clock
 * judges it. When the lease was lost (the process was stopped for too long, the network was away) whatever runs is
 * somebody else's by now: `onLost` drops it, and the worker joins anew under another id.
 */
export type Member = {
  readonly current: () => Membership;
  readonly isMember: () => boolean;
  /** The database's clock, as well as we know it, however this machine's is set. */
  readonly now: () => Date;
  stop(): Promise<void>;
};

export type MemberParts = {
  readonly calls: Pick<Calls, "register" | "renew" | "stop">;
  readonly name: string;
  readonly manifests: readonly unknown[];
  readonly concurrency: number;
  readonly idle: () => number;
  readonly pools: () => readonly string[];
  readonly onLost: () => void;
  readonly onJoin: (membership: Membership) => void;
  readonly onError: (error: unknown) => void;
};

export async function joinWorkers(parts: MemberParts): Promise<Member> {
  const { calls } = parts;
  let membership = await calls.register(parts.name, parts.manifests, parts.concurrency);
  let alive = true;
  const stopping = new AbortController();

  const renew = async () => {
    if (alive && !(await calls.renew(membership.id, parts.idle(), parts.pools()))) {
      alive = false;
      parts.onLost();
    }
    if (!alive) {
      membership = await calls.register(parts.name, parts.manifests, parts.concurrency);
      alive = true;
      parts.onJoin(membership);
    }
  };
  const keep = async () => {
    while (!stopping.signal.aborted) {
      try {
        await delay(membership.leaseMs / 3, undefined, { signal: stopping.signal });
        await renew();
      } catch (error) {
        if (!stopping.signal.aborted) parts.onError(error);
      }
    }
  };
  parts.onJoin(membership);
  const keeping = keep();

  return {
    current: () => membership,
    isMember: () => alive,
    now: () => new Date(performance.now() + membership.clockMs),
    stop: async () => {
      stopping.abort();
      await keeping;
      // Whatever the database says to it: from here on nothing is sent in this worker's name.
      alive = false;
      await calls.stop(membership.id);
    },
  };
}
