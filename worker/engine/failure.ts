import { RefluxError, toRefluxError } from "#db/errors.ts";
import { isFineFromStringify } from "#db/measure-json.ts";
import { parseJson } from "#language/json.ts";
import { isNodeError } from "#nodes/sdk/index.ts";
import type { Needs } from "./calls.ts";
import type { StepError } from "./lease.ts";

/** Whatever a node threw, as an error of the registry. What is not of the registry is a crash of the node: RFX03. */
export function failureOf(thrown: unknown): StepError {
  if (isNodeError(thrown)) {
    const retry = thrown.retry instanceof Date ? thrown.retry.toISOString() : thrown.retry;
    return shape(thrown.code, thrown.message, retry, thrown.hint, thrown.detail);
  }
  if (thrown instanceof RefluxError) {
    return shape(thrown.code, thrown.message, retryOf(thrown.code), thrown.hint, thrown.detail);
  }
  const name = thrown instanceof Error ? thrown.name : "Error";
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return shape("RFX03", `the node crashed: ${name}: ${message}`, "backoff", undefined, {
    stack: thrown instanceof Error ? thrown.stack?.split("\n").slice(0, 12) : undefined,
  });
}

/** What this worker has not and another may have, where that is why a step failed. */
export function needsOf({ code, detail }: StepError): Needs | undefined {
  const { key, host }: { readonly key?: unknown; readonly host?: unknown } = Object(detail);
  if (code === "RFN06" && typeof key === "string") return { key };
  if (code === "RFP03" && typeof host === "string") return { host };
  return undefined;
}

/** The database refused an outcome: why, as the step's error. */
export function refusalOf(thrown: unknown): StepError {
  const error = toRefluxError(thrown);
  return shape(error.code, error.message, "never", error.hint, error.detail);
}

/** An output that is no JSON: a circle, a bigint, or so deep that the runtime cannot write it. */
export function notJson(thrown: unknown): RefluxError {
  const reason = thrown instanceof Error ? thrown.message.split("\n")[0] : String(thrown);
  return new RefluxError("RFV09", `the output is not JSON: ${reason}`);
}

export function deadlinePassed(timeoutMs: number): StepError {
  return shape("RFT01", `the step took longer than ${timeoutMs} ms`, "backoff", "Raise the step's timeout.");
}

const mostSaid = 4_096;

/** Of what the other side said the beginning, cut once its secrets are struck out. */
export function shortened(error: StepError): StepError {
  const { detail } = error;
  if (typeof detail !== "object" || detail === null || !("body" in detail)) return error;
  const { body } = detail;
  if (typeof body !== "string" || body.length <= mostSaid) return error;
  return {
    ...error,
    detail: {
      ...detail,
      body: `${body
        .slice(0, mostSaid)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`,
    },
  };
}

/** Written out, so that a few thousand characters always pass. */
const largestDetail = 16 * 1024 * 1024;

function retryOf(code: string): string {
  return /^RF[TXL]/.test(code) ? "backoff" : "never";
}

function shape(code: string, message: string, retry: string, hint?: string, detail?: unknown): StepError {
  return {
    code,
    message: message.slice(0, 2_000),
    retry,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail: asJson(detail) }),
  };
}

/** A detail that is no JSON, or too much of it, must not cost the error itself. */
function asJson(detail: unknown): unknown {
  try {
    const text = JSON.stringify(detail);
    if (!isFineFromStringify(text, largestDetail)) return `left out: ${text.length} characters`;
    return parseJson(text);
  } catch {
    return String(detail);
  }
}
