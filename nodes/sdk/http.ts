import { readText } from "#language/text.ts";
import type { Context } from "./context.ts";
import { parseTimer } from "./duration.ts";
import { isNodeError, NodeError, type Retry } from "./error.ts";
import { networkError } from "./network-error.ts";

/** A request with the limits every node owes its worker. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** Made by `headersOf`. */
  readonly headers: Headers;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
  readonly timeout: string;
  /** Left out: the answer's body is of no interest. */
  readonly maxResponseBytes?: number;
  readonly followRedirects?: boolean;
  /** "2xx", "404". Any other status is an error. */
  readonly expectedStatus?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Sends one request and classes every way it can fail: RFX02 no answer, RFT05 too slow, RFX01 an unexpected status with
 * the beginning of what was said, RFL05 too large. Messages name the host only: a path or a query may hold a secret.
 */
export async function exchange(ctx: Context, request: Exchange): Promise<Answer> {
  const host = hostOf(ctx, request);
  const slow = AbortSignal.timeout(parseTimer(request.timeout));
  let progress: "asked" | "answering" = "asked";
  try {
    const response = await ctx.fetch(request.url, {
      method: request.method,
      headers: withIdempotencyKey(request, ctx.idempotencyKey),
      redirect: (request.followRedirects ?? true) ? "follow" : "manual",
      signal: AbortSignal.any([ctx.signal, slow]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    progress = "answering";
    const expected = (request.expectedStatus ?? ["2xx"]).some((pattern) => fits(response.status, pattern));
    if (!expected) throw statusError(response, host, ctx.now(), await beginningOf(response));
    const limit = request.maxResponseBytes;
    const body = limit === undefined ? await ignoreBody(response) : await readAtMost(response, limit, host);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (ctx.signal.aborted) throw ctx.signal.reason;
    if (isNodeError(error)) throw error;
    if (slow.aborted)
      throw new NodeError("RFT05", `${host} did not answer within ${request.timeout}`, { retry: "backoff" });
    throw networkError(error, host, progress);
  }
}

/** When the other side wants to be asked again. Longer than a day is taken for a mistake. */
export function parseRetryAfter(value: string | null, now: Date): Date | undefined {
  if (value === null) return undefined;
  const time = /^\d+$/.test(value.trim()) ? now.getTime() + Number(value) * 1_000 : Date.parse(value);
  if (!Number.isFinite(time) || time > now.getTime() + 86_400_000) return undefined;
  return new Date(Math.max(time, now.getTime()));
}

const PASSING = new Set([408, 425, 429]);

function statusError(response: Response, host: string, now: Date, body: string | undefined): NodeError {
  const { status } = response;
  const passing = PASSING.has(status) || status >= 500;
  const named =
    status === 429 || status === 503 ? parseRetryAfter(response.headers.get("retry-after"), now) : undefined;
  const retry: Retry = passing ? (named ?? "backoff") : "never";
  return new NodeError("RFX01", `${host} answered ${status}`, {
    retry,
    detail: { status, ...(body === undefined ? {} : { body }) },
    ...(passing ? {} : { hint: "Compare URL, method, headers and body with what the other side expects." }),
  });
}

function fits(status: number, pattern: string): boolean {
  return pattern.endsWith("xx")
    ? Math.floor(status / 100) === Number(pattern[0])
    : status === Number(pattern);
}

/** Far more than the engine keeps: it strikes secrets out first, and one cut in two would not be found. */
const MOST_OF_AN_ERROR = 65_536;

/** What the other side said of its error, as far as it is text; undefined when it said nothing. */
async function beginningOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= MOST_OF_AN_ERROR) break;
    }
  } catch {
    // The status is the error; of what was said, what came is enough.
  }
  const bytes = Buffer.concat(chunks, size).subarray(0, MOST_OF_AN_ERROR);
  const type = response.headers.get("content-type") ?? "";
  const said = readText(bytes, type, "beginning");
  if (!("text" in said)) return `${size} bytes${type === "" ? "" : ` of ${type}`}`;
  // A text of the database holds no character 0.
  return said.text.replaceAll("\0", "") || undefined;
}

/** Reads a short body, since only then can the connection be used again; what goes wrong here changes nothing. */
async function ignoreBody(response: Response): Promise<Uint8Array> {
  await readAtMost(response, 65_536, "").catch(() => undefined);
  return new Uint8Array();
}

async function readAtMost(response: Response, limit: number, host: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, so the rest is never received.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) {
      const hint = "Raise max_response_bytes, or ask for less.";
      throw new NodeError("RFL05", `${host} answered more than ${limit} bytes`, { hint, detail: { limit } });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function withIdempotencyKey({ headers, method }: Exchange, key: string): Headers {
  if (method !== "GET" && method !== "HEAD" && !headers.has("idempotency-key")) {
    headers.set("idempotency-key", key);
  }
  return headers;
}

/** What is no URL is never sent, so nobody else would show what came out of an expression. */
function hostOf({ evidence }: Context, { method, url }: Exchange): string {
  const hint = "Write https://host/path; what is not ASCII, and spaces, may stand as they are.";
  if (URL.canParse(url)) return new URL(url).host;
  evidence({ kind: "http", method, url, error: "url is not a URL" });
  throw new NodeError("RFV08", "url is not a URL", { hint });
}
