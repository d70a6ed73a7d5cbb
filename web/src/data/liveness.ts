import type { Liveness } from "../ui/feedback/LivePill.tsx";

/** The pill's memory: what the socket and the topics last said. */
export interface LivenessFacts {
  readonly connected: boolean;
  /** When the socket was last lost; null before that. */
  readonly lostAt: number | null;
  /** Topics that are reading what they missed. */
  readonly catchingUp: ReadonlySet<string>;
}

export const startingFacts: LivenessFacts = { connected: false, lostAt: null, catchingUp: new Set() };

export type LivenessEvent =
  | { readonly kind: "connected" }
  | { readonly kind: "lost"; readonly at: number }
  | { readonly kind: "behind" | "level"; readonly topic: string };

export function factsAfter(facts: LivenessFacts, event: LivenessEvent): LivenessFacts {
  switch (event.kind) {
    case "connected":
      return { ...facts, connected: true, lostAt: null };
    case "lost":
      // The first moment counts: failed tries to come back do not make the outage younger.
      return { ...facts, connected: false, lostAt: facts.lostAt ?? event.at };
    case "behind":
      return { ...facts, catchingUp: new Set([...facts.catchingUp, event.topic]) };
    case "level":
      return {
        ...facts,
        catchingUp: new Set([...facts.catchingUp].filter((topic) => topic !== event.topic)),
      };
  }
}

/** A break shorter than this is told as catching up: a pill that flickers red is soon ignored. */
const PATIENCE = 2_000;

export function liveness(facts: LivenessFacts, now: number): Liveness {
  if (facts.connected && facts.catchingUp.size === 0) return { state: "live" };
  if (facts.connected || facts.lostAt === null || now - facts.lostAt < PATIENCE)
    return { state: "catching-up" };
  return { state: "offline", since: facts.lostAt };
}
