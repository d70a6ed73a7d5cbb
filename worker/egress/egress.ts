/**
 * The one way out. Whatever a node says to the world, in whatever protocol, goes through a connection that was judged
 * here by the address it ends at: the public internet, or what the operator names in REFLUX_ALLOW_HOSTS. HTTP comes as
 * `fetch`; every other protocol speaks through a socket of `connect`.
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { createGuardedFetch } from "../http-guard/guard.ts";
import { type Connect, createConnect } from "./connect.ts";
import { createJudge } from "./judge.ts";

export type { Connect } from "./connect.ts";

export interface EgressOptions {
  /** Hosts, host:port, addresses and ranges that are let through although they are not public. */
  readonly allow: readonly string[];
  readonly maxRedirects?: number;
  /** How names resolve; the system's way by default. */
  readonly lookup?: LookupFunction;
}

/** What an attempt may use. */
export interface WaysOut {
  readonly fetch: typeof globalThis.fetch;
  readonly connect: Connect;
}

/** Asked before each connection and each hop of a redirect; throws to refuse. It can only narrow what is allowed. */
export type Check = (to: { readonly host: string; readonly port: number }) => void;

export type Egress = WaysOut &
  AsyncDisposable & {
    /** The same, for one attempt that may go to fewer places. */
    readonly within: (check: Check) => WaysOut;
  };

/** Connections of `fetch` are kept and shared by all steps of the worker; dispose of it to close them. */
export function createEgress(options: EgressOptions): Egress {
  const lookup = options.lookup ?? systemLookup;
  const fetch = createGuardedFetch(options);
  const connect = createConnect(createJudge(options.allow, lookup), lookup);
  return {
    fetch,
    connect,
    within: (check) => ({
      fetch: fetch.within((url) => check({ host: url.hostname, port: portOf(url) })),
      connect: async (target) => {
        check(target);
        return await connect(target);
      },
    }),
    [Symbol.asyncDispose]: () => fetch[Symbol.asyncDispose](),
  };
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}
