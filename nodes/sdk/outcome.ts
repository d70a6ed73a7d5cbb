/**
 * What a node may return instead of a plain output. An outcome is recognised by a symbol key. Data cannot forge
 * one: a payload from the internet that looks like an outcome stays a payload, since JSON has no symbols.
 * Across a process boundary use `packOutcome` and `unpackOutcome`, which keep data and verdict apart.
 */
export type Outcome =
  | { readonly kind: "output"; readonly output: unknown; readonly ports: readonly string[] }
  | { readonly kind: "retry_at"; readonly at: string; readonly reason: string }
  | { readonly kind: "sleep_until"; readonly at: string }
  | { readonly kind: "sleep_for"; readonly ms: number }
  | { readonly kind: "wait_for_signal"; readonly timeoutMs: number | null }
  | {
      readonly kind: "call_flow";
      readonly flow: string;
      readonly input: unknown;
      readonly version: number | null;
    }
  | {
      readonly kind: "open_scopes";
      readonly items: readonly unknown[];
      readonly names: readonly string[] | undefined;
      readonly leave: number;
    }
  | {
      readonly kind: "sql";
      readonly text: string;
      readonly values: readonly unknown[];
      readonly rowLimit: number;
      /** Below the step's own. */
      readonly timeoutMs?: number;
    }
  | { readonly kind: "cancel"; readonly reason: string };

export type OutcomeKind = Outcome["kind"];

const BRAND = Symbol.for("reflux.outcome");

/** Complete with `value` and leave by the named ports only. */
export function output(value: unknown, to: { port: string } | { ports: readonly string[] }): Outcome {
  return brand({ kind: "output", output: value, ports: "port" in to ? [to.port] : [...to.ports] });
}

/** Try this step again at `at`; not a failure, so no attempt is charged. */
export function retryAt(at: Date, reason: string): Outcome {
  return brand({ kind: "retry_at", at: at.toISOString(), reason });
}

/** Give the worker back and complete with `null` at `at`. */
export function sleepUntil(at: Date): Outcome {
  return brand({ kind: "sleep_until", at: at.toISOString() });
}

/** The same after so long, by the database's clock alone: whatever ours says of the time. */
export function sleepFor(ms: number): Outcome {
  return brand({ kind: "sleep_for", ms });
}

/** Give the worker back and complete with the payload of `signal_step`. */
export function waitForSignal(options: { timeoutMs?: number } = {}): Outcome {
  return brand({ kind: "wait_for_signal", timeoutMs: options.timeoutMs ?? null });
}

/** Start a child run and complete with its output. */
export function callFlow(call: { flow: string; input: unknown; version?: number }): Outcome {
  return brand({ kind: "call_flow", flow: call.flow, input: call.input, version: call.version ?? null });
}

/**
 * Run what follows by the manifest's `body` port once for each item, and run this step again when no more than `leave` of
 * the scopes are open: `ctx.step.scopes` counts them. Without items it only waits on.
 */
export function openScopes(opening: {
  items: readonly unknown[];
  names?: readonly string[];
  leave?: number;
}): Outcome {
  const { items, names, leave = 0 } = opening;
  return brand({ kind: "open_scopes", items, names, leave });
}

/** Run one statement inside the transaction that completes this step; complete with its rows, too many are an error. */
export function sqlInTransaction(statement: {
  text: string;
  values?: readonly unknown[];
  rowLimit?: number;
  timeoutMs?: number;
}): Outcome {
  const { text, values = [], rowLimit = 1_000, timeoutMs } = statement;
  return brand({ kind: "sql", text, values, rowLimit, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

/** Cancel the whole run. */
export function cancel(reason: string): Outcome {
  return brand({ kind: "cancel", reason });
}

export function isOutcome(value: unknown): value is Outcome {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** What a `run` returned, as JSON that says which of the two it is. */
export type PackedResult = { readonly output: unknown } | { readonly outcome: Outcome };

export function packOutcome(result: unknown): PackedResult {
  return isOutcome(result) ? { outcome: { ...result } } : { output: result };
}

export function unpackOutcome(packed: PackedResult): unknown {
  return "outcome" in packed ? brand(packed.outcome) : packed.output;
}

function brand(outcome: Outcome): Outcome {
  return Object.defineProperty({ ...outcome }, BRAND, { value: true });
}
