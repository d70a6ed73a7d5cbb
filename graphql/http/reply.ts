import type { ServerResponse } from "node:http";
import { errors, RefluxError, toRefluxError } from "#db/errors.ts";
import { dataHeaders, securityHeaders } from "./headers.ts";
import { cutSlowReader, type Pieces, writePieces } from "./write.ts";

/** What a handler answers with; the server writes it. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Instead of a body: what is too long to be had at once. */
  readonly pieces?: Pieces;
  /** Disposed of when the answer has gone out, or its reader has. */
  readonly held?: Disposable | undefined;
};

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { ...dataHeaders, "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, body: string): Reply {
  return { status, headers: { ...dataHeaders, "content-type": "text/plain; charset=utf-8" }, body };
}

/** An error as an answer: the same four parts as everywhere. What is not of the registry shows only its id. */
export function problem(thrown: unknown): Reply {
  const { code, message, detail, hint } = toRefluxError(thrown);
  const status = errors[code].http;
  return json(status, { error: { code, message, detail, hint } }, headersFor(status));
}

/** The error itself with another status, where HTTP has a more precise word than the registry. */
export function problemAs(
  status: number,
  code: ConstructorParameters<typeof RefluxError>[0],
  message: string,
): Reply {
  return { ...problem(new RefluxError(code, message)), status };
}

export function send(response: ServerResponse, reply: Reply, isHead = false): void {
  const { status, headers = {}, body, pieces, held } = reply;
  if (held) response.once("close", () => held[Symbol.dispose]());
  // As bytes: beside a text, Node would write the headers in its encoding, and they are Latin-1.
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const length = bytes?.length ?? 0;
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    ...(status === 304 || pieces ? {} : { "content-length": length }),
  });
  if (pieces && !isHead) return void writePieces(response, pieces).catch(() => response.destroy());
  response.end(isHead ? undefined : bytes);
  cutSlowReader(response, length);
}

function headersFor(status: number): Record<string, string> {
  switch (status) {
    case 401:
      return { "www-authenticate": 'Bearer realm="reflux"' };
    case 429:
    case 503:
      return { "retry-after": "1" };
    default:
      return {};
  }
}
