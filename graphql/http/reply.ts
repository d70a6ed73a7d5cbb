import type { ServerResponse } from "node:http";
import { errors, RefluxError, toRefluxError } from "#db/errors.ts";
import { dataHeaders, securityHeaders } from "./headers.ts";

/** What a handler answers with; the server writes it. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
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

export function send(response: ServerResponse, { status, headers = {}, body }: Reply, isHead = false): void {
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    ...(status === 304 ? {} : { "content-length": length }),
  });
  response.end(isHead ? undefined : body);
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
