import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { RefluxError } from "#db/errors.ts";
import { charsetOf, isJson, isText, mediaTypeOf, parameterOf } from "#language/text.ts";
import type { Call } from "../http/route.ts";
import { type Fields, fieldsOf, readForm, textOf } from "./form.ts";
import { type Part, readParts } from "./multipart.ts";

/** A call as the input of its run. The body is JSON text, handed on unparsed: Postgres reads it once, and exactly. */
export type Payload = {
  readonly input: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly query: Fields;
  };
  readonly body: string;
  /** What the body names as artifacts: kept by the statement that starts the run. */
  readonly files: readonly File[];
};

type File = { readonly bytes: Buffer; readonly type: string };

export function readPayload(call: Call, path: string, bytes: Buffer): Payload {
  const { request } = call;
  const { url = "" } = request;
  const mark = url.indexOf("?");
  const query = readForm(
    Buffer.from(mark === -1 ? "" : url.slice(mark + 1), "latin1"),
    undefined,
    "the query",
  );
  const input = { method: call.method, path, headers: passedOn(request), query };
  const files: File[] = [];
  const keep = (file: File) => {
    files.push(file);
    const artifact = `sha256:${createHash("sha256").update(file.bytes).digest("hex")}`;
    return { artifact, bytes: file.bytes.length, content_type: file.type };
  };
  return { input, body: bodyAsJson(request.headers["content-type"], bytes, keep), files };
}

type Keep = (file: File) => object;

/**
 * What the body is by its type: JSON as it is, a form as an object, text as text in the charset it names, and an artifact of
 * everything else. Without a type it has to be JSON. Throws RFV07 for a text that is not in its charset.
 */
function bodyAsJson(contentType: string | undefined, bytes: Buffer, keep: Keep): string {
  if (bytes.length === 0) return "null";
  const type = contentType ?? "application/json";
  const mediaType = mediaTypeOf(type);
  if (isJson(mediaType)) return textOf(bytes, charsetOf(type), "the body");
  if (mediaType === "application/x-www-form-urlencoded")
    return JSON.stringify(readForm(bytes, charsetOf(type), "the body"));
  if (mediaType === "multipart/form-data") {
    const parts = readParts(bytes, parameterOf(type, "boundary") ?? "");
    return JSON.stringify(fieldsOf(partsAsFields(parts, keep)));
  }
  if (isText(type)) return JSON.stringify(textOf(bytes, charsetOf(type), "the body"));
  return JSON.stringify(keep({ bytes, type }));
}

function partsAsFields(parts: readonly Part[], keep: Keep): readonly (readonly [string, unknown])[] {
  const named = parts.find(({ name }) => name.toString("latin1") === "_charset_")?.bytes.toString("latin1");
  return parts.map((part) => [textOf(part.name, named, "the name of a field"), valueOf(part, named, keep)]);
}

/** A field is a text; a file is an object, with its text where it is one and else with its artifact. */
function valueOf({ filename, type, bytes }: Part, named: string | undefined, keep: Keep): unknown {
  const isTextual = isText(type ?? "text/plain");
  const text = () => textOf(bytes, charsetOf(type ?? "") ?? named, "a field");
  if (filename === undefined) return isTextual ? text() : keep({ bytes, type: type ?? "" });
  // A form whose file was not chosen.
  if (filename.length === 0 && bytes.length === 0) return null;
  const name = textOf(filename, named, "the name of a file");
  const content_type = type ?? "application/octet-stream";
  if (type !== undefined && isTextual) return { name, content_type, bytes: bytes.length, text: text() };
  return { name, ...keep({ bytes, type: content_type }) };
}

/** Not passed on: what authenticates somebody, and what is between two machines only. */
const heldBack = new Set(
  (
    "authorization cookie proxy-authorization " +
    "connection keep-alive te trailer transfer-encoding upgrade expect content-length content-encoding"
  ).split(" "),
);

/** Several lines of a name are one with commas, by HTTP's own rule; no line is dropped. */
function passedOn({ headersDistinct }: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    heldBack.has(name) ? [] : [[name, values.join(", ")] as const],
  );
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
