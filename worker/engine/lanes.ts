import { createHash } from "node:crypto";
import type { Json } from "../expression/json.ts";
import type { AttemptResult, SqlStatement } from "./attempt.ts";
import type { OutcomeRow } from "./calls.ts";
import type { Completion } from "./completer.ts";
import { refusalOf } from "./failure.ts";
import { attemptKey, type Lease } from "./lease.ts";
import type { Permits } from "./permits.ts";

/**
 * A lane runs one step after the other: the completion of one brings the next, already leased. A lane ends when
 * nothing follows, when others should have a turn, or when the worker stops. Whatever way a lease comes in (a job, a
 * hand-over, a recall), one attempt runs once.
 */
export type LaneParts = {
  readonly permits: Permits;
  readonly run: (lease: Lease, abort: AbortSignal) => Promise<AttemptResult>;
  readonly complete: (row: OutcomeRow) => Promise<Completion>;
  readonly completeWithSql: (row: OutcomeRow, sql: SqlStatement, abort: AbortSignal) => Promise<Completion>;
  readonly inlineBytes: number;
};

export type Lanes = {
  /** Runs a lease and what follows it. The caller holds a permit, which this gives back. */
  drive(lease: Lease): Promise<void>;
  holds(lease: Lease): boolean;
  size(): number;
  list(): Lease[];
  /** Aborts one attempt, or all. Their outcomes are thrown away. */
  abort(reason: Error, lease?: Lease): void;
  /** Resolves when an attempt ends, or after `withinMs`. */
  nextEnd(withinMs: number): Promise<void>;
  /** From now on steps end, and none follows. */
  drain(): void;
  /** Attempts that ended since the returned function was made: a recall must not start them again. */
  watchEnded(): { has(lease: Lease): boolean; stop(): void };
};

/** So many steps a lane runs before it lets others have its place. */
const CHAIN = 64;

export function createLanes(parts: LaneParts): Lanes {
  const held = new Map<string, { lease: Lease; abort: AbortController; aborted: boolean }>();
  const watchers = new Set<Set<string>>();
  const waiters = new Set<() => void>();
  let draining = false;

  const step = async (lease: Lease, mayContinue: boolean): Promise<Lease | undefined> => {
    const key = attemptKey(lease);
    if (held.has(key)) return undefined;
    const entry = { lease, abort: new AbortController(), aborted: false };
    held.set(key, entry);
    try {
      const result = await parts.run(lease, entry.abort.signal);
      if (entry.aborted) return undefined;
      const row = rowOf(lease, result, mayContinue && !draining);
      const completion = result.sql
        ? await parts.completeWithSql(row, result.sql, entry.abort.signal)
        : await parts.complete(row);
      return await followUp(lease, row, completion);
    } finally {
      held.delete(key);
      for (const ended of watchers) ended.add(key);
      for (const wake of waiters) wake();
    }
  };

  const followUp = async (
    lease: Lease,
    row: OutcomeRow,
    completion: Completion,
  ): Promise<Lease | undefined> => {
    if (completion.verdict === "recorded") return completion.next && withOwn(completion.next, row, lease);
    if (completion.verdict === "refused" || row.kind === "error") return undefined;
    const failed: OutcomeRow = { ...identityOf(row), kind: "error", error: refusalOf(completion.error) };
    const second = await parts.complete(failed);
    return second.verdict === "recorded" && second.next ? withOwn(second.next, failed, lease) : undefined;
  };

  /** Where a row holds the output itself or only the hash of it. */
  const rowOf = (lease: Lease, { outcome, slot }: AttemptResult, next: boolean): OutcomeRow => {
    const { run_id, idx, scope, attempt } = lease;
    const row = { lane: 0, run_id, idx, scope, attempt, next, ...(slot ? { slot } : {}) };
    if (outcome.kind !== "ok") return { ...row, ...outcome };
    const text = JSON.stringify(outcome.output);
    // Characters are at most bytes, and cheap to count.
    if (text === undefined || text.length <= parts.inlineBytes) return { ...row, ...outcome };
    const artifact = createHash("sha256").update(text).digest("hex");
    return { ...row, ...outcome, output: null, artifact, body: outcome.output };
  };

  return {
    drive: async (first) => {
      try {
        let lease: Lease | undefined = first;
        for (let count = 1; lease; count += 1) lease = await step(lease, count < CHAIN);
      } finally {
        parts.permits.release(1);
      }
    },
    holds: (lease) => held.has(attemptKey(lease)),
    size: () => held.size,
    list: () => [...held.values()].map((entry) => entry.lease),
    abort: (reason, lease) => {
      const only = lease && held.get(attemptKey(lease));
      for (const entry of lease ? (only ? [only] : []) : held.values()) {
        entry.aborted = true;
        entry.abort.abort(reason);
      }
    },
    nextEnd: (withinMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, withinMs);
        function done() {
          clearTimeout(timer);
          waiters.delete(done);
          resolve();
        }
        waiters.add(done);
      }),
    drain: () => {
      draining = true;
    },
    watchEnded: () => {
      const ended = new Set<string>();
      watchers.add(ended);
      return { has: (lease) => ended.has(attemptKey(lease)), stop: () => watchers.delete(ended) };
    },
  };
}

/**
 * A step whose only need is what this lane has just produced: neither that nor the run is sent back to it. As JSON,
 * so that it is what the row says.
 */
function withOwn(
  next: Lease,
  row: OutcomeRow,
  { flow, version, run_input, run_started_at, pinned }: Lease,
): Lease {
  if (!next.own) return next;
  const produced = row.kind === "ok" ? (row.artifact ? row.body : row.output) : null;
  const input = asJson(row.kind === "error" ? { error: row.error } : produced);
  return { ...next, flow, version, run_input, run_started_at, pinned, input };
}

function asJson(value: unknown): Json {
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return value;
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

function identityOf({ lane, run_id, idx, scope, attempt, next, slot }: OutcomeRow) {
  return { lane, run_id, idx, scope, attempt, next, ...(slot === undefined ? {} : { slot }) };
}
