import { TooLargeError } from "#child/frames.ts";
import { parseJson } from "#language/json.ts";
import { isNodeError, NodeError } from "#nodes/sdk/index.ts";
import type { Failure } from "./messages.ts";

/** What was thrown, as a message: bounded, and JSON. */
export function packFailure(thrown: unknown): Failure {
  try {
    return pack(thrown);
  } catch {
    // A getter or a proxy that throws in turn.
    return { name: "Error", message: "something that cannot be read was thrown" };
  }
}

function pack(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { name: "Error", message: short(describe(thrown), 2_000) };
  const base = { name: short(thrown.name, 200), message: short(thrown.message, 2_000) };
  const cause = codeOf(thrown);
  if (thrown instanceof TooLargeError) {
    return {
      ...base,
      code: "RFV04",
      retry: "never",
      hint: "Give less, or store it as an artifact in pieces.",
    };
  }
  if (!isNodeError(thrown) || !/^RF[VTXLP]\d\d$/.test(thrown.code)) {
    const stack = typeof thrown.stack === "string" ? { stack: short(thrown.stack, 4_000) } : {};
    return { ...base, ...stack, ...(cause === undefined ? {} : { cause: short(cause, 100) }) };
  }
  const { code, retry, hint, detail } = thrown;
  return {
    ...base,
    code,
    retry: retry instanceof Date ? retry.toISOString() : String(retry),
    ...(hint === undefined ? {} : { hint: short(hint, 2_000) }),
    ...(detail === undefined ? {} : { detail: parseJson(JSON.stringify(detail)) as Record<string, unknown> }),
  };
}

/** The error on the other side. What has no code of the registry is the node's crash. */
export function unpackFailure({ code, name, message, retry, hint, detail, stack, cause }: Failure): Error {
  if (code === undefined) {
    const error = new Error(message, cause === undefined ? undefined : { cause: { code: cause } });
    error.name = name;
    return Object.assign(error, { stack: stack ?? "" });
  }
  const at = retry === undefined ? Number.NaN : Date.parse(retry);
  const when = retry === "never" || retry === "backoff" ? retry : Number.isNaN(at) ? "never" : new Date(at);
  return new NodeError(code, message, {
    retry: when,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  });
}

function describe(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? typeof thrown);
}

function codeOf(error: Error): string | undefined {
  for (let at: unknown = error; at instanceof Error; ) {
    if ("code" in at && typeof at.code === "string") return at.code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}

function short(text: unknown, length: number): string {
  return String(text).slice(0, length);
}
