import type { Json } from "#language/json.ts";
import type { Outcome as NodeOutcome } from "#nodes/sdk/index.ts";

/**
 * A step this worker holds, with all it needs to run it; or the engine's word that it does not. `untold`: with all it
 * needs to tell the step's concurrency key.
 */
export type Lease = {
  readonly verdict: "leased" | "refused" | "busy" | "untried" | "untold";
  /** Position in what was sent: outcomes, or places to take. */
  readonly lane: number;
  /** Instead of that, position among the places that were offered along with outcomes. */
  readonly offer: number | null;
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  /** Rises with every lease of the step: it is the token a completion is judged by. */
  readonly attempt: number;
  readonly failures: number;
  /** Counts re-drives: a re-driven step is a new effect, a retried one is not. */
  readonly epoch: number;
  readonly graph_id: string;
  readonly flow: string;
  readonly version: number | null;
  readonly run_input: Json;
  readonly run_started_at: Date | null;
  readonly pinned: boolean;
  /** The input is what this lane has just produced. */
  readonly own: boolean;
  readonly input: Json;
  /** Outputs by step key, where expressions name more than the direct predecessors. */
  readonly outputs: { readonly [step: string]: Json };
  /** What the scope of the step was opened for, and as which of them; null at the top. */
  readonly item: Json;
  readonly index: number | null;
  /** Of a step that opened scopes: how many, and how many of them ended and failed. */
  readonly scopes: Scopes | null;
};

export type Scopes = { readonly opened: number; readonly ended: number; readonly failed: number };

export type StepError = {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: unknown;
  /** `never`, `backoff`, or a time. */
  readonly retry: string;
};

/** How an attempt ended, in the words of who writes nodes, which Postgres knows (reflux_private.outcome_kinds). */
export type Outcome =
  | { readonly kind: "output"; readonly output: unknown; readonly ports?: readonly string[] }
  | { readonly kind: "error"; readonly error: StepError }
  | { readonly kind: "retry_at"; readonly at: string; readonly error: StepError }
  | { readonly kind: "sleep_until"; readonly at: string }
  /** Counted from the commit, by the database's clock. */
  | { readonly kind: "sleep_for"; readonly ms: number }
  | { readonly kind: "wait_for_signal"; readonly ms?: number }
  | Extract<NodeOutcome, { kind: "call_flow" | "open_scopes" }>
  | { readonly kind: "release" }
  | { readonly kind: "cancel"; readonly error: StepError };

/** What identifies one attempt, everywhere and for ever. */
export function attemptKey(lease: Pick<Lease, "run_id" | "idx" | "scope" | "attempt">): string {
  return `${lease.run_id}:${lease.idx}:${lease.scope}:${lease.attempt}`;
}
