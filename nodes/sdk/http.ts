import type { Context } from "./context.ts";
import { parseDuration } from "./duration.ts";
import { isNodeError, NodeError, type Retry } from "./error.ts";

/** A request with the limits every node owes its worker. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeout: string;
  /** Left out: the answer's body is of no interest. */
  readonly maxResponseBytes?: number;
  readonly followRedirects?: boolean;
  /** "2xx", "404". Any other status is an error. */
  readonly expectedStatus?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Sends one request and classes every way it can fail: RFX02 no answer, RFT05 too slow, RFX01 an unexpected status,
 * RFL05 too large. Messages name the host only, since a path or a query may hold a secret.
 */
export async function exchange(ctx: Context, request: Exchange): Promise<Answer> {
  const host = hostOf(request.url);
  const slow = AbortSignal.timeout(parseDuration(request.timeout));
  try {
    const response = await ctx.fetch(request.url, {
      method: request.method,
      headers: withIdempotencyKey(request, ctx.idempotencyKey),
      redirect: (request.followRedirects ?? true) ? "follow" : "manual",
      signal: AbortSignal.any([ctx.signal, slow]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const expected = (request.expectedStatus ?? ["2xx"]).some((pattern) => fits(response.status, pattern));
    if (!expected) {
      await response.body?.cancel();
      throw statusError(response, host, ctx.now());
    }
    const limit = request.maxResponseBytes;
    const body = limit === undefined ? await ignoreBody(response) : await readAtMost(response, limit, host);
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    if (ctx.signal.aborted) throw ctx.signal.reason;
    if (isNodeError(error)) throw error;
    if (slow.aborted)
      throw new NodeError("RFT05", `${host} did not answer within ${request.timeout}`, { retry: "backoff" });
    throw new NodeError("RFX02", `${host} cannot be reached: ${networkReason(error)}`, { retry: "backoff" });
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

function statusError(response: Response, host: string, now: Date): NodeError {
  const { status } = response;
  const passing = PASSING.has(status) || status >= 500;
  const named =
    status === 429 || status === 503 ? parseRetryAfter(response.headers.get("retry-after"), now) : undefined;
  const retry: Retry = passing ? (named ?? "backoff") : "never";
  return new NodeError("RFX01", `${host} answered ${status}`, {
    retry,
    detail: { status },
    ...(passing ? {} : { hint: "Compare URL, method, headers and body with what the other side expects." }),
  });
}

function fits(status: number, pattern: string): boolean {
  return pattern.endsWith("xx")
    ? Math.floor(status / 100) === Number(pattern[0])
    : status === Number(pattern);
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

function withIdempotencyKey(request: Exchange, key: string): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) setHeader(headers, name, value);
  if (request.method !== "GET" && request.method !== "HEAD" && !headers.has("idempotency-key")) {
    headers.set("idempotency-key", key);
  }
  return headers;
}

/** The platform's own message quotes the value, which may be a secret. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    const hint = "A header is one line of Latin-1 text.";
    throw new NodeError(
      "RFV08",
      `the header ${JSON.stringify(name)} has a name or value that HTTP does not allow`,
      { hint },
    );
  }
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) throw new NodeError("RFV08", "url is not a URL");
  return new URL(url).host;
}

/** The system's short code, such as ECONNREFUSED: full messages repeat addresses and may repeat the URL. */
function networkReason(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at instanceof AggregateError) return networkReason(at.errors[0]);
  }
  return "network error";
}
