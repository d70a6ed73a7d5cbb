import type { Context } from "#nodes/sdk/index.ts";
import { seeded } from "#nodes/sdk/seeded.ts";
import type { Connect } from "../egress/connect.ts";
import type { GuardedInit } from "../http-guard/follow-redirects.ts";
import { type ArtifactParts, attemptArtifacts } from "./artifacts.ts";
import type { Recorder } from "./evidence.ts";
import type { GraphStep } from "./graphs.ts";
import type { Journal } from "./journal.ts";
import type { Lease } from "./lease.ts";
import type { AttemptSecrets } from "./secrets.ts";

export type ContextParts = {
  readonly artifacts: ArtifactParts;
  readonly fetch: typeof globalThis.fetch;
  readonly connect: Connect;
  readonly journal: Journal;
  /** By the database's clock. */
  readonly now: () => Date;
};

type Kept = { readonly secrets: AttemptSecrets; readonly evidence: Recorder };

/** Everything impure that a node may do. */
export function createContext(
  lease: Lease,
  step: GraphStep,
  config: unknown,
  { secrets, evidence }: Kept,
  signal: AbortSignal,
  { artifacts, connect, fetch, journal, now }: ContextParts,
): Context<unknown> {
  const idempotencyKey = `reflux:${lease.run_id}:${step.key}:${lease.scope}:${lease.epoch}`;
  let random: (() => number) | undefined;
  return {
    config,
    signal,
    attempt: lease.attempt,
    idempotencyKey,
    run: {
      id: lease.run_id,
      flow: lease.flow,
      version: lease.version ?? 0,
      started_at: (lease.run_started_at ?? now()).toISOString(),
    },
    step: { key: step.key, scope: lease.scope, ...(lease.scopes && { scopes: lease.scopes }) },
    fetch: (input, init) => {
      const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      const guarded: GuardedInit = {
        ...init,
        signal: own ? AbortSignal.any([signal, own]) : signal,
        holdsSecret: (bytes) => secrets.redactBytes(bytes) !== bytes,
        witness: evidence.witness,
      };
      return fetch(input, guarded);
    },
    connect: (target) =>
      connect({ ...target, signal: target.signal ? AbortSignal.any([signal, target.signal]) : signal }),
    artifacts: attemptArtifacts(lease, artifacts, secrets, signal),
    secret: (name) => secrets.get(name),
    now,
    random: () => {
      random ??= seeded(idempotencyKey);
      return random();
    },
    log: (level, message, fields) =>
      journal.log(lease, level, secrets.redact(message), secrets.redact(fields ?? null), now()),
    evidence: evidence.add,
    progress: (fraction) => journal.progress(lease, fraction),
  };
}
