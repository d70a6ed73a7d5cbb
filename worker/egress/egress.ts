/**
 * The one way out. Whatever a node says to the world, in whatever protocol, goes through a connection that was judged
 * here by the address it ends at: the public internet, or what the operator names in REFLUX_ALLOW_HOSTS. HTTP comes as
 * `fetch`; every other protocol speaks through a socket of `connect`. An attempt may go to fewer places (`within`).
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { createGuardedFetch, type GuardedFetch } from "../http-guard/guard.ts";
import { type Connect, createConnect } from "./connect.ts";
import { createJudge, type Narrowing } from "./judge.ts";

export type { Connect } from "./connect.ts";

export interface EgressOptions {
  /** Hosts, host:port, addresses and ranges that are let through although they are not public. */
  readonly allow: readonly string[];
  readonly maxRedirects?: number;
  /** How names resolve; the system's way by default. */
  readonly lookup?: LookupFunction;
}

export type Egress = AsyncDisposable & {
  readonly fetch: GuardedFetch;
  readonly connect: Connect & Narrowing<Connect>;
};

/** Connections of `fetch` are kept and shared by all steps of the worker; dispose of it to close them. */
export function createEgress(options: EgressOptions): Egress {
  const lookup = options.lookup ?? systemLookup;
  const fetch = createGuardedFetch(options);
  const ways = {
    all: createConnect(createJudge(options.allow, lookup), lookup),
    public: createConnect(createJudge([], lookup), lookup),
  };
  const within: Narrowing<Connect>["within"] = (reach) => async (target) =>
    await ways[await reach(target.host, target.port)](target);
  const connect: Connect = (target) => ways.all(target);
  return {
    fetch,
    connect: Object.assign(connect, { within }),
    [Symbol.asyncDispose]: () => fetch[Symbol.asyncDispose](),
  };
}
