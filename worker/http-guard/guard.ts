/**
 * The one door for outgoing HTTP. A request may only reach the public internet and what the operator names in
 * REFLUX_ALLOW_HOSTS. What counts is the address connected to, not the name: names are checked as they resolve, on
 * every connection and on every redirect, so neither a rebinding name nor a redirect leads inside. A refusal is
 * RFP03, is never retried, and says which setting would allow it.
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import type { NodeError } from "#nodes/sdk/error.ts";
import { createJudge, type Judge, type Narrowing } from "../egress/judge.ts";
import { followRedirects, type GuardedInit, MAX_BODY_BYTES } from "./follow-redirects.ts";

export interface GuardOptions {
  /** Hosts, host:port, addresses and ranges that are let through although they are not public. */
  readonly allow: readonly string[];
  readonly maxRedirects?: number;
  /** How names resolve; the system's way by default. */
  readonly lookup?: LookupFunction;
}

type Fetch = typeof globalThis.fetch;

export type GuardedFetch = Fetch & AsyncDisposable & Narrowing<Fetch>;

/** Connections are kept and shared by all steps of the worker; dispose of the function to close them. */
export function createGuardedFetch(options: GuardOptions): GuardedFetch {
  const lookup = options.lookup ?? systemLookup;
  // Two, because connections are shared: what one attempt opened to a private host, another must not find open.
  const agents = { all: agentFor(options.allow, lookup), public: agentFor([], lookup) };
  // As many as fetch follows.
  const maxRedirects = options.maxRedirects ?? 20;
  const guarded = (input: string | URL | Request, init?: GuardedInit) =>
    followRedirects(input, init, { agentFor: () => agents.all, maxRedirects });
  const within: GuardedFetch["within"] = (reach) => (input, init) =>
    followRedirects(input, init, {
      agentFor: async ({ hostname, port, protocol }) =>
        agents[await reach(hostname, Number(port || (protocol === "https:" ? 443 : 80)))],
      maxRedirects,
    });
  const close = async () => void (await Promise.all([agents.all.destroy(), agents.public.destroy()]));
  return Object.assign(guarded, { within, [Symbol.asyncDispose]: close });
}

function agentFor(allow: readonly string[], lookup: LookupFunction): Agent {
  return new Agent({
    connect: guardedConnector(createJudge(allow, lookup), lookup),
    connections: 100,
    keepAliveTimeout: 10_000,
    maxResponseSize: MAX_BODY_BYTES,
    // How long an answer may take is for the step to say: every request ends with its attempt.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function guardedConnector(judge: Judge, lookup: LookupFunction): buildConnector.connector {
  const open = buildConnector({ lookup, timeout: CONNECT_TIMEOUT_MS });
  const byPort = new Map<number, buildConnector.connector>();
  return (target, callback) => {
    const port = Number(target.port || (target.protocol === "https:" ? 443 : 80));
    if (judge.trusts(target.hostname, port)) return open(target, callback);
    // A literal address is never looked up, so it is judged here.
    const refused = judge.refuses(target.hostname, target.hostname, port);
    if (refused) return callback(refused, null);
    const connect =
      byPort.get(port) ?? buildConnector({ lookup: judge.lookup(port), timeout: CONNECT_TIMEOUT_MS });
    byPort.set(port, connect);
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const reached = refusalOf(socket, judge, target.hostname, port);
      if (!reached) return callback(null, socket);
      socket.destroy();
      callback(reached, null);
    });
  };
}

const CONNECT_TIMEOUT_MS = 10_000;

/** The last word: whatever the system did between the look-up and here, this is where the bytes would go. */
function refusalOf(
  { remoteAddress }: Socket,
  judge: Judge,
  hostname: string,
  port: number,
): NodeError | undefined {
  return remoteAddress === undefined ? undefined : judge.refuses(remoteAddress, hostname, port);
}
