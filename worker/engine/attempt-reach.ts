import { isNodeError, NodeError } from "#nodes/sdk/index.ts";
import type { Connect } from "../egress/connect.ts";
import type { Narrowing, Reach } from "../egress/judge.ts";
import { plainHost } from "../http-guard/allow-list.ts";
import type { GuardedInit } from "../http-guard/follow-redirects.ts";
import { witnessed } from "../http-guard/witness.ts";
import type { Calls } from "./calls.ts";
import type { AttemptSecrets } from "./secrets.ts";

/**
 * Where one attempt may connect to. It has read secrets: from then on only to the hosts that each of them is bound to.
 * Its flow was deployed by somebody whose token is limited: to the public, and to what an admin permits the flow.
 * Asked anew for each connection and each redirect, since an attempt may read a secret between two of them.
 */
export function attemptReach(run: string, secrets: AttemptSecrets, calls: Pick<Calls, "egress">): Reach {
  let asked: ReturnType<Calls["egress"]> | undefined;
  return async (hostname, port) => {
    const host = `${hostname}:${port}`;
    for (const { name, hosts } of secrets.bounds()) {
      if (isAmong(hosts, hostname, port)) continue;
      throw new NodeError("RFP18", `the attempt has read the secret ${name}, which may not go to ${host}`, {
        hint: `If it may: reflux secret allow ${name} --host ${plainHost(hostname)}`,
      });
    }
    asked ??= calls.egress(run);
    const { limited, hosts } = await asked;
    return limited && !isAmong(hosts, hostname, port) ? "public" : "all";
  };
}

/** What nodes of a flow reach the network with, narrowed to an attempt. */
export function narrowed(fetch: Fetch, flow: string, judge: Reach): typeof globalThis.fetch {
  return async (input, init) => {
    let last: { readonly host: string; readonly reach: Awaited<ReturnType<Reach>> } | undefined;
    const noted: Reach = async (hostname, port) => {
      const reach = await judge(hostname, port);
      last = { host: hostname, reach };
      return reach;
    };
    try {
      return await (fetch.within?.(noted) ?? judgedOnce(fetch, noted))(input, init);
    } catch (error) {
      if (!isNodeError(error) || error.code !== "RFP03" || last?.reach !== "public") throw error;
      throw new NodeError("RFP18", error.message, {
        hint: `An admin permits it: reflux permit ${flow} --host ${last.host}. The worker has to allow it, too: REFLUX_ALLOW_HOSTS.`,
        cause: error,
      });
    }
  };
}

/** Not our guard, but a test's own. What cannot be judged hop by hop is not followed, its body not read if it is a stream. */
function judgedOnce(fetch: typeof globalThis.fetch, judge: Reach): typeof globalThis.fetch {
  return async (input, init: GuardedInit = {}) => {
    const { witness, holdsSecret: _, ...plain } = init;
    const asked = input instanceof Request ? input : undefined;
    const url = input instanceof Request ? input.url : input.toString();
    const method = plain.method ?? asked?.method ?? "GET";
    const headers = new Headers(plain.headers ?? asked?.headers);
    const written = typeof plain.body === "string" ? Buffer.from(plain.body) : plain.body;
    const sent = { method, url, headers, body: written instanceof Uint8Array ? written : null };
    return await witnessed(witness, sent, async () => {
      const { hostname, port, protocol } = new URL(url);
      const reach = await judge(hostname, Number(port || (protocol === "https:" ? 443 : 80)));
      return await fetch(input, reach === "all" ? plain : { ...plain, redirect: "error" });
    });
  };
}

export type Fetch = typeof globalThis.fetch & Partial<Narrowing<typeof globalThis.fetch>>;

/** The same for other protocols. A test's own way out is judged, and then is what it is. */
export function narrowedConnect(connect: Connecting, reach: Reach): Connect {
  return (
    connect.within?.(reach) ??
    (async (target) => {
      await reach(target.host, target.port);
      return await connect(target);
    })
  );
}

export type Connecting = Connect & Partial<Narrowing<Connect>>;

/** `host` is any port of it, `host:port` that one; an address is compared as URLs write it. */
function isAmong(hosts: readonly string[], hostname: string, port: number): boolean {
  const host = plainHost(hostname);
  return hosts.some((entry) => entry === "*" || entry === host || entry === `${host}:${port}`);
}
