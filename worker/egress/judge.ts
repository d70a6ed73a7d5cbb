import type { LookupAddress, LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { NodeError } from "#nodes/sdk/error.ts";
import { parseAddress, refusal } from "../http-guard/address.ts";
import { parseAllowList, plainHost } from "../http-guard/allow-list.ts";

/** Where a node may send bytes, whatever the protocol: the public internet, and what the operator names. */
export interface Judge {
  /** Named by the operator: it may resolve to what it likes. */
  readonly trusts: (hostname: string, port: number) => boolean;
  /** Why an address may not be connected to. A text that is no address has still to be looked up: undefined. */
  readonly refuses: (address: string, hostname: string, port: number) => NodeError | undefined;
  /** Hands on only those addresses of a name that may be connected to. */
  readonly lookup: (port: number) => LookupFunction;
}

/**
 * How far one attempt may go by a connection to `host:port`: to all that the operator allows, or to the public only.
 * Throws where it may not connect at all.
 */
export type Reach = (hostname: string, port: number) => Promise<"all" | "public">;

/** The same way out, each connection of it asked for first. */
export interface Narrowing<Way> {
  within(reach: Reach): Way;
}

export function createJudge(allowed: readonly string[], lookup: LookupFunction): Judge {
  const allow = parseAllowList(allowed);
  const refuses = (text: string, hostname: string, port: number) => {
    const address = parseAddress(text);
    const reason = address && refusal(address);
    if (!reason || allow.allowsAddress(address, port)) return undefined;
    const host = `${hostname}:${port}`;
    return new NodeError("RFP03", `${host} is refused: its address is not public (${reason})`, {
      hint: `If REFLUX may call it, add ${hostname} to REFLUX_ALLOW_HOSTS.`,
      detail: { host, reason },
    });
  };
  return {
    trusts: (hostname, port) => allow.allowsHost(plainHost(hostname), port),
    refuses,
    lookup: (port) => (hostname, options: LookupOptions, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, "", 0);
        const addresses = asList(found);
        const permitted = addresses.filter(({ address }) => !refuses(address, hostname, port));
        const [first] = permitted;
        if (!first)
          return callback(refuses(addresses[0]?.address ?? "", hostname, port) ?? noAddress(hostname), "", 0);
        if (options.all) return callback(null, permitted);
        callback(null, first.address, first.family);
      });
    },
  };
}

function asList(found: string | LookupAddress[]): LookupAddress[] {
  return typeof found === "string" ? [{ address: found, family: found.includes(":") ? 6 : 4 }] : found;
}

function noAddress(hostname: string): NodeError {
  return new NodeError("RFX02", `${hostname} has no address`, { retry: "backoff" });
}
