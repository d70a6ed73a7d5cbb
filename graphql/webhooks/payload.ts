import type { IncomingHttpHeaders } from "node:http";
import { RefluxError } from "#db/errors.ts";
import type { Call } from "../http/route.ts";

/** A call as the input of its run. The body is JSON text, handed on unparsed: Postgres reads it once, and exactly. */
export type Payload = {
  readonly input: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
  };
  readonly body: string;
};

export function readPayload(call: Call, path: string, bytes: Buffer): Payload {
  const { headers } = call.request;
  return {
    input: { method: call.method, path, headers: passedOn(headers), query: Object.fromEntries(call.query) },
    body: bodyAsJson(headers["content-type"], bytes),
  };
}

/**
 * What the body is by its type: JSON as it is, a form as an object, anything else as text. Without a type it has to be
 * JSON. Throws RFV07 for a text that is not UTF-8.
 */
function bodyAsJson(contentType: string | undefined, bytes: Buffer): string {
  if (bytes.length === 0) return "null";
  const text = decode(bytes);
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "application/json";
  if (type === "application/json" || type.endsWith("+json")) return text;
  if (type === "application/x-www-form-urlencoded")
    return JSON.stringify(formFields(new URLSearchParams(text)));
  return JSON.stringify(text);
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new RefluxError("RFV07", "the body is not text in UTF-8", {
      hint: "send JSON, a form or text; bytes as base64 within JSON",
    });
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A name that stands several times is a list. */
function formFields(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** Not passed on: what authenticates somebody, and what is between two machines only. */
const heldBack = new Set(
  (
    "authorization cookie proxy-authorization " +
    "connection keep-alive te trailer transfer-encoding upgrade expect content-length"
  ).split(" "),
);

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || heldBack.has(name)) return [];
    return [[name, Array.isArray(value) ? value.join(", ") : value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Says where a body stopped being JSON, once Postgres has refused it. */
export function notJson(body: string, cause: unknown): RefluxError {
  const hint = "send JSON, or say with content-type what it is";
  try {
    JSON.parse(body);
  } catch (error) {
    return new RefluxError("RFV07", `the body is not JSON: ${messageOf(error)}`, { hint, cause });
  }
  // JSON to us and not to Postgres: \\u0000 in a text, a number of a thousand digits, ten thousand levels.
  return new RefluxError("RFV07", `the body is JSON that cannot be stored: ${messageOf(cause)}`, { cause });
}

function messageOf(error: unknown): string {
  // V8 quotes a piece of the body; no more of it than a line belongs into an answer.
  return error instanceof Error ? (error.message.split("\n", 1)[0]?.slice(0, 200) ?? "") : String(error);
}
