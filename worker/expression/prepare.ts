import { createEvaluator } from "#language/evaluator.ts";
import { LinearRegExp } from "#language/linear-regexp.ts";
import { isNodeError, NodeError } from "#nodes/sdk/error.ts";
import { tooCostly } from "./admit.ts";

/** How far one evaluation may go. */
export interface Limits {
  readonly timeoutMs: number;
  /** How deep calls may nest. */
  readonly maxDepth: number;
}

/** Longer lists than this are made by mistake or by malice. */
const MAX_SEQUENCE = 1_000_000;

/** A parsed expression with every guard that the library has: no $eval, linear patterns, deadline, depth, list size. */
export interface Prepared {
  run(scope: unknown, limits: Limits): Promise<unknown>;
}

export function prepare(source: string): Prepared {
  const options = { timeout: 0, stack: 0, sequence: MAX_SEQUENCE, RegexEngine: asRegExp(LinearRegExp) };
  const expression = createEvaluator(source, options);
  return {
    run: (scope, limits) => {
      // The library reads its options while it evaluates: one evaluation of an expression at a time.
      options.timeout = Math.max(1, Math.ceil(limits.timeoutMs));
      options.stack = limits.maxDepth;
      return expression.evaluate(scope);
    },
  };
}

/** Whether the time was up, which for a short slice means: go on elsewhere. */
export function isTimeout(error: unknown): boolean {
  return codeOf(error) === "D1012";
}

/** Whatever the library threw, as an error of ours. `discreet`: its message may quote a secret, so it is left out. */
export function expressionError(error: unknown, limits: Limits, discreet: boolean): NodeError {
  if (isNodeError(error)) return error;
  const code = codeOf(error);
  if (code === "D1012") return tooLate(limits.timeoutMs);
  if (code === "D1011" || isStackOverflow(error))
    return tooCostly(`nests its calls more than ${limits.maxDepth} deep`);
  if (code === "D2014" || code === "D2015")
    return tooCostly(`makes a list of more than ${MAX_SEQUENCE} items`);
  if (error instanceof RangeError) return tooCostly("makes a text that is too long");
  const detail = code === undefined ? {} : { detail: { jsonata: code } };
  const message = discreet ? `JSONata error ${code ?? "unknown"}` : messageOf(error);
  return new NodeError("RFV05", `the expression failed: ${message}`, detail);
}

export function tooLate(timeoutMs: number): NodeError {
  const hint = "Look for a loop without an end, or split the work over steps.";
  return new NodeError("RFT06", `the expression took longer than ${timeoutMs} ms`, { hint });
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

/** JSONata throws plain objects with a message. */
function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message)
    : String(error);
}

/** JSONata asks for a RegExp constructor, but uses only what LinearRegExp has: `new`, `source`, `lastIndex`, `exec`. */
function asRegExp(engine: typeof LinearRegExp): RegExpConstructor {
  return engine as unknown as RegExpConstructor;
}
