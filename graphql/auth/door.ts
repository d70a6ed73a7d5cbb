import type { IncomingMessage } from "node:http";
import { RefluxError } from "#db/errors.ts";
import { developer, type Principal } from "./principal.ts";
import { bearerToken, type Tokens } from "./tokens.ts";

/**
 * Lets people in, or says why not. Two ways only: a token, or development on loopback.
 *
 * Without a token the browser itself is what we have to trust, so in development a request must come to a loopback
 * name (else a page of any site could point its own host name at 127.0.0.1: DNS rebinding) and from one of our own
 * pages (else any site could post to us in its visitor's name). What came by a proxy came from somewhere else.
 */
export type Door = {
  readonly tokens: Tokens;
  /** True only where the server listens on loopback and was started as a development server. */
  readonly isOpen: boolean;
  /** Origins besides our own that may call without a token: the development server of the web app. */
  readonly origins: readonly string[];
};

type Call = Pick<IncomingMessage, "headers" | "httpVersion" | "socket">;

/** `credential` is the Authorization header, or what a websocket sent in its place. */
export async function admit(
  door: Door,
  call: Call,
  credential: unknown = call.headers.authorization,
): Promise<Principal> {
  const address = call.socket.remoteAddress;
  if (credential !== undefined) {
    const token = bearerToken(credential);
    const principal = token && (await door.tokens.find(token));
    if (principal) return { ...principal, address };
    throw new RefluxError("RFP01", "this token is unknown, revoked or expired", {
      hint: "make one with `reflux token create`, and send it as `Authorization: Bearer rfx_…`",
    });
  }
  if (!door.isOpen) {
    throw new RefluxError("RFP01", "a token is needed", {
      hint: "make one with `reflux token create`, and send it as `Authorization: Bearer rfx_…`",
    });
  }
  refuseProxied(call);
  refuseStrangers(door, call);
  return { ...developer, address };
}

/**
 * Throws RFP05 for what a proxy hands on: whoever reaches the proxy would be let in as the developer. Proxies say so in
 * a header, or speak HTTP/1.0 to what is behind them, as no browser does.
 */
function refuseProxied({ headers, httpVersion }: Call): void {
  const sign = Object.keys(headers).find((name) => PROXY_HEADER.test(name));
  if (sign === undefined && httpVersion !== "1.0") return;
  throw new RefluxError(
    "RFP05",
    `a proxy sent this (${sign ?? "HTTP/1.0"}), and this is a development server`,
    {
      hint: "start `reflux server` behind a proxy, and send a token; `npm start` is for this machine only",
    },
  );
}

const PROXY_HEADER =
  /^(forwarded|via|x-forward|x-real-ip|x-client-ip|x-cluster-client|x-original-|x-proxy|x-envoy|x-amz|x-goog|x-azure|x-appengine|x-arr|x-vercel|x-nf-|proxy-|cf-|cdn-|fastly-|fly-|true-client-ip|akamai|ngrok|tailscale-)/;

/** Throws RFP05 unless a browser would only send this from one of our own pages. */
function refuseStrangers({ origins }: Door, { headers, socket }: Call): void {
  const ourHosts = loopbackNames.map((name) => `${name}:${socket.localPort}`);
  const host = headers.host?.toLowerCase() ?? "";
  // The port may be left out where it is the scheme's own.
  if (!ourHosts.includes(host) && !(socket.localPort === 80 && loopbackNames.includes(host))) {
    throw new RefluxError("RFP05", `the host ${JSON.stringify(headers.host ?? "")} is not this server's`, {
      hint: `open http://localhost:${socket.localPort}; elsewhere a token is needed`,
    });
  }
  const { origin } = headers;
  const isOurs =
    origin === undefined
      ? [undefined, "same-origin", "none"].includes(headers["sec-fetch-site"])
      : [`http://${host}`, ...origins].includes(origin.toLowerCase());
  if (isOurs) return;
  throw new RefluxError("RFP05", `pages of ${origin ?? "another site"} may not call this server`, {
    hint: "call from its own pages, or send a token",
  });
}

/**
 * Whether a websocket may be opened from where it is asked for: from no page at all, or from one of ours. Judged before
 * it is opened, since a browser opens websockets to anywhere for any page. Throws RFP05.
 */
export function assertOwnOrigin({ origins }: Door, { headers }: Pick<Call, "headers">): void {
  const { origin, host = "" } = headers;
  if (origin === undefined || origins.includes(origin.toLowerCase())) return;
  // The scheme is that of a proxy before us, so the host alone says whether the page is ours.
  if (/^https?:\/\/(.+)$/.exec(origin.toLowerCase())?.[1] === host.toLowerCase()) return;
  throw new RefluxError("RFP05", "pages of another site may not open a websocket here", {
    hint: "behind a proxy that changes Host, name the origin of the page in REFLUX_ORIGINS",
  });
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
