import { RESERVED_REPLY_HEADERS } from "#language/reply-headers.ts";
import { headersAsJson, headersOf, type Run, requireUtf8 } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

/** The server gives this to the caller as soon as the step has ended. */
export const run: Run<typeof manifest> = async (input, { config }) => {
  const headers = headersOf(config.headers, {}, RESERVED_REPLY_HEADERS);
  requireUtf8(headers);
  const body = ("body" in config ? config.body : input) ?? null;
  return { status: config.status, headers: headersAsJson(headers), body, body_type: config.body_type };
};
