/**
 * The one door for outgoing HTTP. A request may only reach the public internet and what the operator names in
 * REFLUX_ALLOW_HOSTS. What counts is the address connected to, not the name: names are checked as they resolve, on
 * every connection and on every redirect, so neither a rebinding name nor a redirect leads inside. A refusal is
 * RFP03, is never retried, and says which setting would allow it.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import { NodeError } from "#nodes/sdk/error.ts";
import { parseAddress, refusal } from "./address.ts";
import { type AllowList, parseAllowList } from "./allow-list.ts";
import { followRedirects, type GuardedInit, type Narrowing } from "./follow-redirects.ts";

export interface GuardOptions {
  /** Hosts, host:port, addresses and ranges that are let through although they are not public. */
  readonly allow: readonly string[];
  readonly maxRedirects?: number;
  /** How names resolve; the system's way by default. */
  readonly lookup?: LookupFunction;
}

export type GuardedFetch = typeof globalThis.fetch & AsyncDisposable & Narrowing;

/** Connections are kept and shared by all steps of the worker; dispose of the function to close them. */
export function createGuardedFetch(options: GuardOptions): GuardedFetch {
  const lookup = options.lookup ?? systemLookup;
  // Two, because connections are shared: what one attempt opened to a private host, another must not find open.
  const agents = { all: agentFor(options.allow, lookup), public: agentFor([], lookup) };
  const maxRedirects = options.maxRedirects ?? 5;
  const guarded = (input: string | URL | Request, init?: GuardedInit) =>
    followRedirects(input, init, { agentFor: () => agents.all, maxRedirects });
  const within: Narrowing["within"] = (judge) => (input, init) =>
    followRedirects(input, init, {
      agentFor: async ({ hostname, port, protocol }) =>
        agents[await judge(hostname, Number(port || (protocol === "https:" ? 443 : 80)))],
      maxRedirects,
    });
  const close = async () => void (await Promise.all([agents.all.destroy(), agents.public.destroy()]));
  return Object.assign(guarded, { within, [Symbol.asyncDispose]: close });
}

function agentFor(allow: readonly string[], lookup: LookupFunction): Agent {
  return new Agent({
    connect: guardedConnector(parseAllowList(allow), lookup),
    connections: 100,
    keepAliveTimeout: 10_000,
  });
}

function guardedConnector(allow: AllowList, lookup: LookupFunction): buildConnector.connector {
  const open = buildConnector({ lookup, timeout: CONNECT_TIMEOUT_MS });
  const byPort = new Map<number, buildConnector.connector>();
  return (target, callback) => {
    const port = Number(target.port || (target.protocol === "https:" ? 443 : 80));
    if (allow.allowsHost(target.hostname, port)) return open(target, callback);
    // A literal address is never looked up, so it is checked here.
    const refused = checkAddress(target.hostname, target.hostname, port, allow);
    if (refused) return callback(refused, null);
    const connect =
      byPort.get(port) ??
      buildConnector({ lookup: guardedLookup(lookup, port, allow), timeout: CONNECT_TIMEOUT_MS });
    byPort.set(port, connect);
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const reached = checkReached(socket, target.hostname, port, allow);
      if (!reached) return callback(null, socket);
      socket.destroy();
      callback(reached, null);
    });
  };
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Hands on only those addresses of a name that may be connected to. */
function guardedLookup(lookup: LookupFunction, port: number, allow: AllowList): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = asList(found);
      const permitted = addresses.filter(({ address }) => !checkAddress(address, hostname, port, allow));
      const [first] = permitted;
      if (!first)
        return callback(
          checkAddress(addresses[0]?.address ?? "", hostname, port, allow) ?? noAddress(hostname),
          "",
          0,
        );
      if (options.all) return callback(null, permitted);
      callback(null, first.address, first.family);
    });
  };
}

function asList(found: string | LookupAddress[]): LookupAddress[] {
  return typeof found === "string" ? [{ address: found, family: found.includes(":") ? 6 : 4 }] : found;
}

/** The last word: whatever the system did between the look-up and here, this is where the bytes would go. */
function checkReached(
  socket: Socket,
  hostname: string,
  port: number,
  allow: AllowList,
): NodeError | undefined {
  const { remoteAddress } = socket;
  return remoteAddress === undefined ? undefined : checkAddress(remoteAddress, hostname, port, allow);
}

function checkAddress(text: string, hostname: string, port: number, allow: AllowList): NodeError | undefined {
  const address = parseAddress(text);
  const reason = address && refusal(address);
  if (!reason || allow.allowsAddress(address, port)) return undefined;
  const host = `${hostname}:${port}`;
  return new NodeError("RFP03", `${host} is refused: its address is not public (${reason})`, {
    hint: `If REFLUX may call it, add ${hostname} to REFLUX_ALLOW_HOSTS.`,
    detail: { host, reason },
  });
}

function noAddress(hostname: string): NodeError {
  return new NodeError("RFX02", `${hostname} has no address`, { retry: "backoff" });
}
