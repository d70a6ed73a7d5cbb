import { type Agent, fetch as undiciFetch } from "undici";
import { isNodeError, NodeError } from "#nodes/sdk/error.ts";
import { type Witness, withBody, witnessed } from "./witness.ts";

export interface FollowOptions {
  /** What a hop is sent with; throws where it may not be sent at all. */
  readonly agentFor: (url: URL) => Agent | Promise<Agent>;
  readonly maxRedirects: number;
}

/** What an attempt knows of its own request: whether bytes of it hold a secret, in whatever encoding. */
export interface GuardedInit extends RequestInit {
  readonly holdsSecret?: (bytes: Uint8Array) => boolean;
  readonly witness?: Witness;
}

/**
 * `fetch`, with redirects followed here: each hop is a request of its own, so each is checked as the first was.
 * Across origins only headers that cannot be credentials go along, since a secret may be under any name; and no header
 * or body in which one stands.
 */
export async function followRedirects(
  input: string | URL | Request,
  init: GuardedInit | undefined,
  { agentFor, maxRedirects }: FollowOptions,
): Promise<Response> {
  const url = firstUrl(input instanceof Request ? input.url : input.toString(), init);
  // The platform reads every kind of body and sets its headers; as bytes it can be sent again.
  const request = new Request(input, init);
  const first = { url, method: request.method, headers: request.headers, body: await bytesOf(request) };
  for (let hop: Hop = first, count = 0; ; count++) {
    const sent = { ...hop, url: hop.url.href, body: hop.body && new Uint8Array(hop.body) };
    const response = await witnessed(init?.witness, sent, async () =>
      send(hop, request.signal, await agentFor(hop.url)),
    );
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null || request.redirect === "manual") return boundBody(response, hop.url);
    await response.body?.cancel();
    if (request.redirect === "error") {
      throw new NodeError("RFX01", `${hop.url.host} redirects, which the request does not allow`);
    }
    if (count === maxRedirects) {
      throw new NodeError("RFX01", `${url.host} redirects more than ${maxRedirects} times`);
    }
    hop = nextHop(hop, response.status, readLocation(location, hop.url), init?.holdsSecret ?? (() => false));
  }
}

/** What an answer may hold at most, unpacked, whoever reads it and however. */
export const MAX_BODY_BYTES = 100_000_000;

/** Bytes on the wire are counted by the agent. Here those that a small answer may unpack to. */
function boundBody(response: Response, url: URL): Response {
  if (response.body === null || !response.headers.has("content-encoding")) return response;
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) controller.enqueue(chunk);
      else controller.error(new NodeError("RFL05", `${url.host} answered more than ${MAX_BODY_BYTES} bytes`));
    },
  });
  return withBody(response, (body) => body.pipeThrough(counted));
}

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ArrayBuffer | null;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HARMLESS = new Set([
  "accept",
  "accept-language",
  "content-language",
  "content-type",
  "idempotency-key",
  "user-agent",
]);

async function bytesOf(request: Request): Promise<ArrayBuffer | null> {
  return request.body === null ? null : request.arrayBuffer();
}

/**
 * Where a redirect leads, as fetch has it: what is not ASCII are the bytes as they came, and the fragment is handed on. A
 * URL that nobody can read is the other side's mistake.
 */
export function readLocation(location: string, from: URL): URL {
  const ascii = location.replaceAll(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const url = URL.parse(ascii, from.href);
  if (!url) throw new NodeError("RFX06", `${from.host} redirects to what is not a URL`);
  if (url.hash === "") url.hash = from.hash;
  return url;
}

function nextHop(hop: Hop, status: number, location: URL, holdsSecret: (bytes: Uint8Array) => boolean): Hop {
  const url = requireUrl(location);
  const headers = new Headers(hop.headers);
  const leaves = url.origin !== hop.url.origin;
  if (leaves)
    for (const [name, value] of hop.headers)
      if (!HARMLESS.has(name) || holdsSecret(Buffer.from(value))) headers.delete(name);
  const becomesGet =
    status === 303 ? hop.method !== "HEAD" : (status === 301 || status === 302) && hop.method === "POST";
  if (!becomesGet) {
    if (leaves && hop.body && holdsSecret(new Uint8Array(hop.body))) throw bodyStays(hop.url, url);
    return { ...hop, url, headers };
  }
  for (const name of ["content-encoding", "content-language", "content-location", "content-type"])
    headers.delete(name);
  return { url, headers, method: "GET", body: null };
}

function bodyStays(from: URL, to: URL): NodeError {
  return new NodeError("RFP20", `${from.host} redirects to ${to.host}, and the body holds a secret`, {
    hint: `If ${to.host} may have it, send the request there.`,
    detail: { from: from.origin, to: to.origin },
  });
}

async function send(
  { url, method, headers, body }: Hop,
  signal: AbortSignal,
  agent: Agent,
): Promise<Response> {
  try {
    const response: unknown = await undiciFetch(url, {
      method,
      headers: Object.fromEntries(headers),
      body,
      signal,
      redirect: "manual",
      dispatcher: agent,
    });
    // One standard under two type declarations: Node's own, and those of the undici we bring.
    return response as Response;
  } catch (error) {
    throw refusalWithin(error) ?? error;
  }
}

/** `fetch` wraps whatever a connection failed with. */
function refusalWithin(error: unknown): NodeError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (isNodeError(at)) return at;
  return undefined;
}

/** What is refused unsent is told, too: it shows what an expression has made. */
function firstUrl(text: string, init: GuardedInit | undefined): URL {
  try {
    return requireUrl(text);
  } catch (error) {
    const { method = "GET", headers } = init ?? {};
    init?.witness?.({ method, url: text, headers: new Headers(headers), body: null }).failed(error);
    throw error;
  }
}

/** The parser of URLs also undoes every other way to write an address: decimal, octal, hexadecimal, shortened. */
function requireUrl(text: string | URL): URL {
  const url = URL.parse(text.toString());
  if (!url) throw new NodeError("RFV08", "the URL cannot be read");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new NodeError("RFP03", `the scheme ${url.protocol} is refused`, { hint: "Use http or https." });
  }
  if (url.username !== "" || url.password !== "") {
    throw new NodeError("RFP03", `credentials in the URL of ${url.host} are refused`, {
      hint: "They would show in logs. Send an authorization header that reads a secret.",
    });
  }
  return url;
}
