import { declares } from "#nodes/sdk/hosts.ts";
import { type Context, NodeError } from "#nodes/sdk/index.ts";
import { readLocation } from "../http-guard/follow-redirects.ts";
import type { FetchCall } from "./messages.ts";

const MAX_REDIRECTS = 20;
/** What goes along to another origin: nothing in these is a credential. */
const HARMLESS = new Set(["accept", "accept-language", "user-agent"]);

/**
 * A request of an own node: by the guarded fetch, to hosts that its manifest declares. Redirects are followed here,
 * since each may lead to another host; across origins only a plain GET is sent again.
 */
export async function fetchDeclared(
  call: Pick<FetchCall, "url" | "method" | "headers" | "redirect">,
  body: Uint8Array | undefined,
  {
    node,
    hosts,
    ctx,
    signal,
  }: {
    readonly node: string;
    readonly hosts: readonly string[];
    readonly ctx: Pick<Context, "fetch">;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly response: Response; readonly url: string; readonly redirected: boolean }> {
  let url = requireDeclared(call.url, hosts, node);
  let { method, headers } = call;
  let sent = body;
  for (let count = 0; ; count++) {
    const response = await ctx.fetch(url.href, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      redirect: "manual",
      signal,
      ...(sent === undefined ? {} : { body: new Uint8Array(sent) }),
    });
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (location === null || call.redirect === "manual") {
      return { response, url: url.href, redirected: count > 0 };
    }
    await response.body?.cancel();
    if (call.redirect === "error" || count === MAX_REDIRECTS) {
      const why =
        call.redirect === "error" ? "which the request does not allow" : `for the ${count + 1}th time`;
      throw new NodeError("RFX01", `${url.host} redirects, ${why}`);
    }
    const next = requireDeclared(readLocation(location, url).href, hosts, node);
    const keeps = response.status === 307 || response.status === 308 || method === "GET" || method === "HEAD";
    if (next.origin !== url.origin) {
      if (keeps && sent !== undefined)
        throw new NodeError("RFX01", `${url.host} redirects a body to another host`);
      headers = headers.filter(([name]) => HARMLESS.has(name.toLowerCase()));
    }
    if (!keeps) {
      [method, sent] = ["GET", undefined];
      headers = headers.filter(([name]) => !name.toLowerCase().startsWith("content-"));
    }
    url = next;
  }
}

function requireDeclared(text: string, hosts: readonly string[], node: string): URL {
  const url = URL.parse(text);
  if (!url) throw new NodeError("RFV08", "the URL cannot be read");
  if (declares(hosts, url)) return url;
  throw new NodeError("RFP24", `${node} may not reach ${url.host}: its manifest does not declare that host`, {
    hint: `Add ${JSON.stringify(url.host)} to \`hosts\` of its manifest, if the node is to call it.`,
    detail: { host: url.host },
  });
}
