import type { NodeModule } from "#nodes/node.ts";
import {
  type Completes,
  isOutcome,
  longestTimer,
  type Outcome as NodeOutcome,
  requireInput,
  requireOutput,
} from "#nodes/sdk/index.ts";
import { attemptReach, type Connecting, type Fetch, narrowed, narrowedConnect } from "./attempt-reach.ts";
import type { Calls, Follows, Needs } from "./calls.ts";
import { resolveConfig, scopeOf } from "./config.ts";
import { type ContextParts, createContext } from "./context.ts";
import { createRecorder, type Recorder } from "./evidence.ts";
import { deadlinePassed, failureOf, needsOf, shortened } from "./failure.ts";
import type { GraphStep } from "./graphs.ts";
import type { Lease, Outcome, StepError } from "./lease.ts";
import type { AttemptSecrets } from "./secrets.ts";

/**
 * One try at a step, outside any transaction. It always answers: with the node's outcome, or with an error of the
 * registry. A node that ignores its signal is left behind when its deadline passes; its late result goes nowhere.
 */
export type AttemptResult = {
  readonly outcome: Outcome;
  readonly follows?: Follows;
  /** What it said to others and was answered, as far as that is known when this is asked. */
  readonly evidence: Recorder["kept"];
  readonly usage: Recorder["used"];
  /** SQL of the author, to run in the transaction that completes the step. */
  readonly sql?: SqlStatement;
};

export type SqlStatement = Extract<NodeOutcome, { kind: "sql" }> & {
  readonly timeoutMs: number;
  /** For its rows and its errors, which may repeat what the statement was given. */
  readonly redact: AttemptSecrets["redact"];
  /** How it ended, for the attempt's evidence. */
  readonly tell: Completes;
};

export type AttemptParts = ContextParts & {
  readonly fetch: Fetch;
  readonly connect: Connecting;
  readonly calls: Pick<Calls, "egress" | "vars">;
  readonly nodes: ReadonlyMap<string, NodeModule>;
  readonly newSecrets: (lease: Lease) => AttemptSecrets;
  /** Whether another worker has taken over what this one may not do. */
  readonly giveBack: (lease: Lease, error: StepError, needs: Needs) => Promise<boolean>;
  readonly graphOf: (graph: string, idx: number) => Promise<GraphStep>;
  /** What a step may give, and its config be. */
  readonly largestBytes: number;
  /** Of its evidence; 0: none is kept. */
  readonly evidenceBytes: number;
};

export async function runAttempt(
  lease: Lease,
  parts: AttemptParts,
  abort: AbortSignal,
): Promise<AttemptResult> {
  const secrets = parts.newSecrets(lease);
  const recorder = createRecorder(secrets.redact, parts.evidenceBytes);
  const { kept: evidence, used: usage } = recorder;
  try {
    const step = await parts.graphOf(lease.graph_id, lease.idx);
    const node = parts.nodes.get(step.node);
    if (!node) throw new Error(`this worker has no node ${step.node}`);
    const { follows } = step;
    if (step.options.disabled === true)
      return { outcome: { kind: "output", output: lease.input }, follows, evidence, usage };
    const pin = lease.pinned ? pinOf(step) : undefined;
    if (pin && "output" in pin)
      return { outcome: { kind: "output", output: pin.output }, follows, evidence, usage };

    const timeoutMs = step.timeout_ms ?? node.manifest.timeoutMs;
    const setByStep = step.options.timeout === undefined ? Number.POSITIVE_INFINITY : timeoutMs;
    const result = await withDeadline(timeoutMs, abort, async (signal, extendTo) => {
      const config = await resolveConfig(
        step,
        node,
        scopeOf(lease, step),
        { secrets, vars: parts.calls.vars },
        { signal, maxBytes: parts.largestBytes },
      );
      // What is set wins: the node's own limit is for where nothing is.
      const asked = longestTimer(node.manifest.config, config);
      if (asked > 0 && setByStep > timeoutMs) extendTo(asked + GRACE_MS);
      requireInput(node.manifest, lease.input);
      const judge = attemptReach(lease.run_id, secrets, parts.calls);
      const run = await node.load();
      const fetch = narrowed(parts.fetch, lease.flow, judge);
      const connect = narrowedConnect(parts.connect, judge);
      const context = createContext(lease, step, config, { secrets, evidence: recorder }, signal, {
        ...parts,
        fetch,
        connect,
      });
      return run(lease.input, context);
    });
    const { outcome, sql } = outcomeOf(result, node, timeoutMs);
    const longest = Math.min(setByStep, sql?.timeoutMs ?? timeoutMs);
    if (!sql) return { outcome: withoutSecrets(outcome, secrets), follows, evidence, usage };
    const tell = recorder.add({ kind: "sql", statement: sql.text, values: [...sql.values] });
    const statement = { ...sql, timeoutMs: longest, redact: secrets.redact, tell };
    return { outcome, follows, evidence, usage, sql: statement };
  } catch (error) {
    const failure = error instanceof DeadlineError ? deadlinePassed(error.timeoutMs) : failureOf(error);
    const outcome = withoutSecrets({ kind: "error", error: failure }, secrets);
    const needs = needsOf(failure);
    // Then the attempt is over, and what we say of it counts no more.
    if (needs) await parts.giveBack(lease, secrets.redact(failure), needs);
    return { outcome, evidence, usage };
  }
}

/**
 * The one way out for whatever an attempt ends with: output, error, reason, the input of a child run. What the engine
 * acts on (kind, code, retry) is no text of the node's, and stays.
 */
function withoutSecrets(outcome: Outcome, { redact }: AttemptSecrets): Outcome {
  switch (outcome.kind) {
    case "output":
      return { ...outcome, output: redact(outcome.output) };
    case "call_flow":
      return { ...outcome, flow: redact(outcome.flow), input: redact(outcome.input) };
    case "open_scopes":
      return { ...outcome, items: redact(outcome.items) as unknown[] };
    case "error":
    case "retry_at":
    case "cancel": {
      const { code, retry } = outcome.error;
      return { ...outcome, error: { ...shortened(redact(outcome.error)), code, retry } };
    }
    default:
      return outcome;
  }
}

/** So that a node's own limit speaks first: it knows more. */
const GRACE_MS = 5_000;

/** Ends the wait, not the node, when the time is up: a node is asked to stop by its signal. */
async function withDeadline<T>(
  timeoutMs: number,
  abort: AbortSignal,
  work: (signal: AbortSignal, extendTo: (ms: number) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const deadline = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    deadline.abort(reason);
    stopped.reject(reason);
  };
  const endAfter = (ms: number) => {
    const left = Math.min(ms - (performance.now() - began), 2 ** 31 - 1);
    return setTimeout(() => end(new DeadlineError(ms)), left);
  };
  let timer = endAfter(timeoutMs);
  const extendTo = (ms: number) => {
    if (ms <= timeoutMs || deadline.signal.aborted) return;
    clearTimeout(timer);
    timer = endAfter(ms);
  };
  const onAbort = () => end(abort.reason);
  abort.addEventListener("abort", onAbort, { once: true });
  if (abort.aborted) onAbort();
  try {
    return await Promise.race([work(deadline.signal, extendTo), stopped.promise]);
  } finally {
    clearTimeout(timer);
    abort.removeEventListener("abort", onAbort);
  }
}

class DeadlineError extends Error {
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super("the step's deadline passed");
    this.timeoutMs = timeoutMs;
  }
}

function outcomeOf(
  result: unknown,
  node: NodeModule,
  timeoutMs: number,
): { readonly outcome: Outcome; readonly sql?: Omit<SqlStatement, "redact" | "tell"> } {
  if (!isOutcome(result)) {
    requireOutput(node.manifest, result ?? null);
    return { outcome: { kind: "output", output: result ?? null } };
  }
  switch (result.kind) {
    case "output":
      requireOutput(node.manifest, result.output);
      return { outcome: { kind: "output", output: result.output ?? null, ports: result.ports } };
    case "retry_at": {
      const error = { code: "RFX06", message: result.reason, retry: result.at };
      return { outcome: { kind: "retry_at", at: result.at, error } };
    }
    case "wait_for_signal": {
      const { kind, timeoutMs: ms } = result;
      return { outcome: ms === null ? { kind } : { kind, ms } };
    }
    case "sleep_until":
    case "sleep_for":
    case "call_flow":
    case "open_scopes":
      return { outcome: result };
    case "sql":
      return {
        outcome: { kind: "output", output: null },
        sql: { ...result, timeoutMs: result.timeoutMs ?? timeoutMs },
      };
    case "cancel": {
      const error = { code: "RFS02", message: result.reason, retry: "never" };
      return { outcome: { kind: "cancel", error } };
    }
  }
}

function pinOf(step: GraphStep): { readonly output?: unknown } | undefined {
  const pin = step.options.pin;
  return typeof pin === "object" && pin !== null ? pin : undefined;
}
