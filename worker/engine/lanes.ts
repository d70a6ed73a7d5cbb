import { createHash } from "node:crypto";
import { isFineFromStringify, requireMeasure } from "#db/measure-json.ts";
import type { Json } from "#language/json.ts";
import { parseJson } from "#language/json.ts";
import type { AttemptResult, SqlStatement } from "./attempt.ts";
import { type OutcomeRow, placeOf } from "./calls.ts";
import type { Completion } from "./completer.ts";
import { notJson, refusalOf } from "./failure.ts";
import { attemptKey, type Lease } from "./lease.ts";
import type { Permits } from "./permits.ts";

/**
 * A lane runs one step after the other: the completion of one brings the next, already leased. A lane ends when
 * nothing follows, when others should have a turn, or when the worker stops. Whatever way a lease comes in (a job, a
 * hand-over, a recall), it is claimed first, and claimed once: one attempt runs once. An outcome whose run a person holds in
 * an open transaction waits without a lane.
 */
export type LaneParts = {
  readonly permits: Permits;
  readonly run: (lease: Lease, abort: AbortSignal) => Promise<AttemptResult>;
  readonly complete: (row: OutcomeRow, onBusy?: () => void) => Promise<Completion>;
  readonly completeWithSql: (
    rowFor: (output: unknown) => OutcomeRow,
    sql: SqlStatement,
    abort: AbortSignal,
  ) => Promise<{ readonly completion: Completion; readonly row: OutcomeRow }>;
  readonly inlineBytes: number;
  /** An output is not larger than this when Postgres has written it out. */
  readonly largestBytes: number;
};

/** An attempt that is the holder's to run. */
export type Claim = { readonly lease: Lease; readonly signal: AbortSignal };

export type Lanes = {
  /** Undefined when somebody has the attempt, or nothing starts any more. */
  claim(lease: Lease): Claim | undefined;
  /**
   * Runs a claimed attempt and what follows it. The caller holds a permit, which this gives back. Resolves when it is done, or
   * its outcome is parked.
   */
  drive(claim: Claim): Promise<void>;
  size(): number;
  list(): Lease[];
  /** Aborts one attempt, or all. Their outcomes are thrown away. */
  abort(reason: Error, lease?: Lease): void;
  /** Resolves when an attempt ends, or after `withinMs`. */
  nextEnd(withinMs: number): Promise<void>;
  /** From now on steps end, and none follows. */
  drain(): void;
  /** Aborts all, and nothing starts any more. */
  close(reason: Error): void;
  /** Attempts that ended since the returned function was made: a recall must not start them again. */
  watchEnded(): { has(lease: Lease): boolean; stop(): void };
};

/** So many steps a lane runs before it lets others have its place. */
const CHAIN = 64;

export function createLanes(parts: LaneParts): Lanes {
  const held = new Map<string, { readonly claim: Claim; readonly abort: AbortController }>();
  const watchers = new Set<Set<string>>();
  const waiters = new Set<() => void>();
  let draining = false;
  let closed = false;

  const claim = (lease: Lease): Claim | undefined => {
    const key = attemptKey(lease);
    if (closed || held.has(key)) return undefined;
    const abort = new AbortController();
    const mine = { lease, signal: abort.signal };
    held.set(key, { claim: mine, abort });
    return mine;
  };

  const letGo = (key: string) => {
    held.delete(key);
    for (const ended of watchers) ended.add(key);
    for (const wake of waiters) wake();
  };

  /** `park` gives the lane's place to others: a person holds the run, and the outcome waits without one. */
  const step = async (
    { lease, signal }: Claim,
    mayContinue: boolean,
    park: () => void,
  ): Promise<Lease | undefined> => {
    try {
      if (signal.aborted) return undefined;
      const result = await parts.run(lease, signal);
      // Aborted: the step is somebody else's by now, or will be given back.
      if (signal.aborted) return undefined;
      const next = mayContinue && !draining;
      if (result.sql) {
        const rowFor = (output: unknown) =>
          rowOf(lease, { ...result, outcome: { kind: "output", output } }, next);
        const { completion, row } = await parts.completeWithSql(rowFor, result.sql, signal);
        return await followUp(lease, row, completion);
      }
      const row = rowOrFailure(lease, result, next);
      return await followUp(lease, row, await parts.complete(row, park));
    } finally {
      letGo(attemptKey(lease));
    }
  };

  const followUp = async (
    lease: Lease,
    row: OutcomeRow,
    completion: Completion,
  ): Promise<Lease | undefined> => {
    if (completion.verdict === "recorded") return completion.next && withOwn(completion.next, row, lease);
    if (completion.verdict === "refused") return undefined;
    // Even an error may be impossible to store, for what it quotes.
    const failed: OutcomeRow = { ...placeOf(row), kind: "error", error: refusalOf(completion.error) };
    const second = await parts.complete(failed);
    if (second.verdict === "rejected") throw second.error;
    return second.verdict === "recorded" && second.next ? withOwn(second.next, failed, lease) : undefined;
  };

  const rowOrFailure: typeof rowOf = (lease, result, next) => {
    try {
      return rowOf(lease, result, next);
    } catch (error) {
      return rowOf(lease, { ...result, outcome: { kind: "error", error: refusalOf(error) } }, next);
    }
  };

  /**
   * Where a row holds the output, and the hash of a large one. Throws for one that could not be read again: the
   * author's SQL that made it is undone with that.
   */
  const rowOf = (
    lease: Lease,
    { outcome, follows, evidence, usage }: AttemptResult,
    next: boolean,
  ): OutcomeRow => {
    const { run_id, idx, scope, attempt } = lease;
    const kept = evidence();
    const used = usage();
    const may = { ...(kept && { evidence: kept }), ...(used && { usage: used }) };
    const place = { lane: 0, run_id, idx, scope, attempt, next, ...may };
    if (outcome.kind !== "output") return { ...place, ...outcome };
    const row = follows ? { ...place, follows } : place;
    const text = jsonOf(outcome.output);
    if (text !== undefined && !isFineFromStringify(text, parts.largestBytes)) {
      requireMeasure(text, "the output", { bytes: parts.largestBytes });
    }
    // Characters are at most bytes, and cheap to count.
    if (text === undefined || text.length <= parts.inlineBytes) return { ...row, ...outcome, text };
    const artifact = createHash("sha256").update(text).digest("hex");
    return { ...row, ...outcome, text, artifact };
  };

  const driveOn = async (first: Claim, park: () => void): Promise<void> => {
    let current: Claim | undefined = first;
    for (let count = 1; current; count += 1) {
      const next: Lease | undefined = await step(current, count < CHAIN, park);
      current = next && claim(next);
    }
  };

  const abort = (reason: Error, lease?: Lease) => {
    const only = lease && held.get(attemptKey(lease));
    for (const entry of lease ? (only ? [only] : []) : held.values()) entry.abort.abort(reason);
  };

  return {
    claim,
    drive: (first) =>
      new Promise((resolve, reject) => {
        let hasPlace = true;
        const leavePlace = () => {
          if (hasPlace) parts.permits.release(1);
          hasPlace = false;
        };
        const park = () => {
          leavePlace();
          resolve();
        };
        driveOn(first, park).finally(leavePlace).then(resolve, reject);
      }),
    size: () => held.size,
    list: () => [...held.values()].map((entry) => entry.claim.lease),
    abort,
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
    close: (reason) => {
      closed = true;
      abort(reason);
    },
    watchEnded: () => {
      const ended = new Set<string>();
      watchers.add(ended);
      return { has: (lease) => ended.has(attemptKey(lease)), stop: () => watchers.delete(ended) };
    },
  };
}

function jsonOf(output: unknown): string | undefined {
  try {
    return JSON.stringify(output);
  } catch (error) {
    throw notJson(error);
  }
}

/**
 * A step whose only need is what this lane has just produced: neither that nor the run is sent back to it. As JSON,
 * so that it is what the row says.
 */
function withOwn(
  next: Lease,
  row: OutcomeRow,
  { flow, version, run_input, run_started_at, pinned, item, index }: Lease,
): Lease {
  if (!next.own) return next;
  const input = row.kind === "error" ? asJson({ error: row.error }) : outputOf(row);
  return { ...next, flow, version, run_input, run_started_at, pinned, input, item, index };
}

function outputOf(row: OutcomeRow): Json {
  return row.kind === "output" ? asJson(row.output, row.text) : null;
}

function asJson(value: unknown, text?: string): Json {
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return value;
  return parseJson(text ?? JSON.stringify(value ?? null)) as Json;
}
