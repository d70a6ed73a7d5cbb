/**
 * What the steps of a run are doing, for the canvas. One event re-renders one card: each card listens to its own key.
 *
 * Rows may arrive a thousand times a second; they are gathered and shown once a frame. A hidden tab draws no frames,
 * and holds at most one pending row for each step.
 */
import type { StepState } from "../../ui/feedback/states.ts";

export interface LiveStep {
  readonly state: StepState;
  readonly attempt: number;
  /** 0 to 1, while running. */
  readonly progress?: number;
  /** Milliseconds since 1970, by the database clock. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** The ports it left by, when it has ended. */
  readonly ports?: readonly string[];
  /** The first line of its error. */
  readonly error?: string;
  /** Why it sleeps, in words: "waits for a person". */
  readonly waits?: string;
  /** How many instances a repeated step has, and how many of them have ended. */
  readonly instances?: { readonly done: number; readonly all: number };
}

export interface LiveRun {
  get(key: string): LiveStep | undefined;
  keys(): IterableIterator<string>;
  /** The longest time any step has taken, rounded up so that it seldom changes: the full length of the heat bar. */
  slowest(): number;
  set(rows: Iterable<readonly [key: string, step: LiveStep]>): void;
  /** Forgets everything: for another run. */
  clear(): void;
  subscribe(key: string, listener: () => void): () => void;
  subscribeSlowest(listener: () => void): () => void;
}

type Schedule = (flush: () => void) => void;

export function createLiveRun(schedule: Schedule = (flush) => void requestAnimationFrame(flush)): LiveRun {
  const shown = new Map<string, LiveStep>();
  const pending = new Map<string, LiveStep>();
  const listeners = new Map<string, Set<() => void>>();
  const slowestListeners = new Set<() => void>();
  let slowest = 0;
  let scheduled = false;

  function flush() {
    scheduled = false;
    const changed = [...pending];
    pending.clear();
    let longest = slowest;
    for (const [key, step] of changed) {
      shown.set(key, step);
      longest = Math.max(longest, durationOf(step) ?? 0);
    }
    for (const [key] of changed) for (const listener of listeners.get(key) ?? []) listener();
    if (longest <= slowest) return;
    slowest = roundUp(longest);
    for (const listener of slowestListeners) listener();
  }

  return {
    get: (key) => shown.get(key),
    keys: () => shown.keys(),
    slowest: () => slowest,
    set(rows) {
      for (const [key, step] of rows) pending.set(key, step);
      if (scheduled || pending.size === 0) return;
      scheduled = true;
      schedule(flush);
    },
    clear() {
      pending.clear();
      shown.clear();
      slowest = 0;
      for (const set of listeners.values()) for (const listener of set) listener();
    },
    subscribe(key, listener) {
      let set = listeners.get(key);
      if (!set) listeners.set(key, (set = new Set()));
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(key);
      };
    },
    subscribeSlowest(listener) {
      slowestListeners.add(listener);
      return () => slowestListeners.delete(listener);
    },
  };
}

/** How long it took, or undefined while it has not ended. */
export function durationOf(step: LiveStep): number | undefined {
  if (step.startedAt === undefined || step.finishedAt === undefined) return undefined;
  return Math.max(0, step.finishedAt - step.startedAt);
}

export type Passage = "open" | "taken" | "flowing" | "missed";

/** What has become of an edge: not decided, being worked on at its end, gone along, or not gone along. */
export function passage(from: LiveStep | undefined, port: string, to: LiveStep | undefined): Passage {
  if (!from || !["succeeded", "failed", "skipped", "cancelled"].includes(from.state)) return "open";
  const ports = from.ports ?? (from.state === "succeeded" ? ["out"] : []);
  if (!ports.includes(port)) return "missed";
  // Of a run that ended here, or of which the rest is not known yet.
  if (!to) return "open";
  return to.state === "running" || to.state === "ready" ? "flowing" : "taken";
}

/** To the next power of 1.5, so that a slowly growing maximum does not redraw every card at each step. */
function roundUp(milliseconds: number): number {
  return milliseconds <= 0 ? 0 : 1.5 ** Math.ceil(Math.log(milliseconds) / Math.log(1.5));
}
