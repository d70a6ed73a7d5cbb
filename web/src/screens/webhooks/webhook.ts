import type { WebhookListQuery } from "../../../generated/graphql.ts";
import { type CopyForms, quote as sqlText } from "../../data/call-forms.ts";

export type Webhook = NonNullable<WebhookListQuery["webhooks"]>["nodes"][number];
export type Delivery = NonNullable<WebhookListQuery["webhookDeliveries"]>["nodes"][number];

export interface HookConfig {
  readonly mode: "async" | "sync";
  readonly deadlineSeconds: number;
  readonly maxBodyBytes: number;
  readonly signature: Signature | undefined;
}

export interface Signature {
  readonly secret: string;
  readonly header: string;
  readonly algorithm: string;
  readonly encoding: "hex" | "base64";
  readonly prefix: string;
}

/** The config of a webhook's step, with the defaults of its node. */
export function configOf(config: unknown): HookConfig {
  const given = record(config);
  const hmac = given["hmac"] === undefined || given["hmac"] === null ? undefined : record(given["hmac"]);
  return {
    mode: given["mode"] === "sync" ? "sync" : "async",
    deadlineSeconds: Number(given["deadline_seconds"] ?? 30),
    maxBodyBytes: Number(given["max_body_bytes"] ?? 1_000_000),
    signature: hmac && {
      secret: text(hmac["secret"], ""),
      header: text(hmac["header"], "x-reflux-signature"),
      algorithm: text(hmac["algorithm"], "sha256"),
      encoding: hmac["encoding"] === "base64" ? "base64" : "hex",
      prefix: text(hmac["prefix"], ""),
    },
  };
}

export const keyOf = (hook: Pick<Webhook, "method" | "path">) => `${hook.method} ${hook.path}`;
export const urlOf = (origin: string, hook: Pick<Webhook, "path">) => `${origin}/hooks/${hook.path}`;
export const takesBody = (method: string) => method !== "GET" && method !== "DELETE";

/** Of the webhook itself and not of another that stood on this path once. */
export function deliveriesOf(hook: Webhook, deliveries: readonly Delivery[]): readonly Delivery[] {
  return deliveries.filter(
    (one) => one.flowId === hook.flowId && one.path === hook.path && one.method === hook.method,
  );
}

/** A command for a shell. Signed by openssl where the webhook asks for a signature; the secret stays a variable. */
export function curlOf(origin: string, hook: Webhook, body: string): string {
  const { signature } = configOf(hook.config);
  const url = quote(urlOf(origin, hook));
  const method = hook.method === "POST" && takesBody(hook.method) ? "" : ` -X ${hook.method}`;
  if (!takesBody(hook.method)) return `curl -s${method} ${url}`;
  const head = `curl -s${method} ${url} \\\n  -H 'content-type: application/json'`;
  if (!signature) return `${head} \\\n  -d ${quote(body)}`;
  const digest =
    signature.encoding === "hex"
      ? `openssl dgst -${signature.algorithm} -hmac "$SECRET" -r | cut -d' ' -f1`
      : `openssl dgst -${signature.algorithm} -hmac "$SECRET" -binary | base64 -w0`;
  return `BODY=${quote(body)}\n${head} \\\n  -H "${signature.header}: ${signature.prefix}$(printf %s "$BODY" | ${digest})" \\\n  -d "$BODY"`;
}

/** The header that the webhook checks. The secret is used here and goes nowhere. */
export async function sign(signature: Signature, secret: string, body: string): Promise<string> {
  const encoder = new TextEncoder();
  const hash = { sha1: "SHA-1", sha256: "SHA-256", sha512: "SHA-512" }[signature.algorithm] ?? "SHA-256";
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(body)));
  const digest =
    signature.encoding === "hex"
      ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
      : btoa(String.fromCharCode(...bytes));
  return `${signature.prefix}${digest}`;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** Its calls, as psql and any GraphQL client read them. */
export function deliveryForms(hook: Pick<Webhook, "method" | "path" | "flowId">): CopyForms {
  const { method, path, flowId } = hook;
  return {
    sql: `select at, status, code, run_id, duration_ms, bytes
from reflux.webhook_deliveries
where flow_id = ${flowId} and method = ${sqlText(method)} and path = ${sqlText(path)}
order by id desc
limit 50;`,
    graphql: `{
  webhookDeliveries(condition: { flowId: "${flowId}" }, first: 50, orderBy: [ID_DESC]) {
    nodes { at method path status code runId durationMs bytes }
  }
}`,
  };
}
