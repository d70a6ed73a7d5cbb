import { RefluxError } from "#db/errors.ts";
import { RESERVED_REPLY_HEADERS } from "#language/reply-headers.ts";
import { securityHeaders } from "../http/headers.ts";
import { problem, type Reply } from "../http/reply.ts";

/** What a `webhook.reply` step completed with. */
export type GivenReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
  readonly body_type: string;
};

/**
 * The answer a flow gives. It comes from the origin of the app, so a browser is told to keep it in a sandbox, and what our own
 * answers say of safety no flow unsays: the node refuses those headers, and here they are said last.
 */
export function givenReply({ status, headers, body, body_type: as }: GivenReply): Reply {
  const said = new Headers();
  try {
    for (const [name, value] of Object.entries(headers)) {
      if (!RESERVED_REPLY_HEADERS.includes(name.toLowerCase())) said.set(name, [value].flat().join(", "));
    }
    if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`status ${status}`);
  } catch (cause) {
    return problem(new RefluxError("RFV09", "the flow gave a reply that HTTP does not allow", { cause }));
  }
  const isText = as === "text";
  return {
    status,
    headers: {
      "cache-control": "no-store",
      "content-type": isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
      ...Object.fromEntries(said),
      ...securityHeaders,
      "content-security-policy": sandbox,
    },
    // A status without a body has none.
    ...([204, 205, 304].includes(status) ? {} : { body: isText ? textOf(body) : JSON.stringify(body) }),
  };
}

const sandbox =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

function textOf(body: unknown): string {
  if (body === null || body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}
