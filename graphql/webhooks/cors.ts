import { RefluxError } from "#db/errors.ts";
import type { Reply } from "../http/reply.ts";
import type { Call } from "../http/route.ts";
import type { Webhook } from "./webhook.ts";

/** Which pages may call a webhook and read its answer: those its config names, without cookies, which no webhook reads. */
export function withCors(webhook: Webhook, { request }: Pick<Call, "request">, reply: Reply): Reply {
  const allowed = allowedOrigin(webhook, request.headers.origin);
  if (webhook.origins.length === 0) return reply;
  const headers =
    allowed === undefined ? {} : { ...allowed, "access-control-expose-headers": "location, x-request-id" };
  return { ...reply, headers: { ...reply.headers, ...headers, vary: "Origin" } };
}

/** What a browser asks first. */
export function preflight(webhook: Webhook, { request }: Call): Reply {
  const allowed = allowedOrigin(webhook, request.headers.origin);
  if (allowed === undefined) {
    throw new RefluxError("RFP05", "pages of this origin may not call the webhook", {
      hint: "name the origin in cors.origins of its step",
    });
  }
  const asked = request.headers["access-control-request-headers"];
  return {
    status: 204,
    headers: {
      ...allowed,
      "access-control-allow-methods": String(request.headers["access-control-request-method"]),
      ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
      "access-control-max-age": "600",
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    },
  };
}

function allowedOrigin({ origins }: Webhook, origin: string | undefined): Record<string, string> | undefined {
  if (origin === undefined || !(origins.includes("*") || origins.includes(origin))) return undefined;
  return { "access-control-allow-origin": origins.includes("*") ? "*" : origin };
}
