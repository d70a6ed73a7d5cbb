import { exchange, headersOf, type Run, signatureHeaders } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (input, ctx) => {
  const { url, headers, hmac, timeout } = ctx.config;
  const body = JSON.stringify(("body" in ctx.config ? ctx.config.body : input) ?? null);
  const delivery = { id: ctx.idempotencyKey, at: ctx.now() };
  const signature = hmac ? signatureHeaders(body, await ctx.secret(hmac.secret), hmac, delivery) : {};
  const sent = headersOf(headers, { "content-type": "application/json" });
  for (const [name, value] of Object.entries(signature)) sent.set(name, value);
  const { status } = await exchange(ctx, {
    method: "POST",
    url,
    headers: sent,
    body,
    timeout,
  });
  return { status, delivered_at: ctx.now().toISOString() };
};
