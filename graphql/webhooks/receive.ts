import pg from "pg";
import { errors, isErrorCode, RefluxError, toRefluxError } from "#db/errors.ts";
import { tooLarge } from "../http/body.ts";
import { json, problem, type Reply } from "../http/reply.ts";
import type { Call, Route } from "../http/route.ts";
import { encodingsOf, unpack } from "../http/unpack.ts";
import { preflight, withCors } from "./cors.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Directory } from "./directory.ts";
import { givenReply } from "./given-reply.ts";
import type { Outcome, Outcomes } from "./outcomes.ts";
import { notJson, type Payload, readPayload } from "./payload.ts";
import { assertSigned } from "./signature.ts";
import type { Webhook } from "./webhook.ts";

export type WebhookParts = {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly outcomes: Outcomes;
  readonly deliveries: Deliveries;
};

/**
 * Webhooks: a call is checked from memory, started by one statement, and answered after its commit (I1). Nothing else
 * is on the way. Who may call is a matter of the webhook: its signature, or its secret path.
 */
export function webhookRoute(parts: WebhookParts): Route {
  return {
    name: "hooks",
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    path: "/hooks/*",
    access: "public",
    handle: async (call) => await receive(parts, call),
  };
}

async function receive(parts: WebhookParts, call: Call): Promise<Reply> {
  const began = performance.now();
  const at = new Date();
  const path = call.path.slice("/hooks/".length);
  if (call.method === "OPTIONS") {
    const asked = String(call.request.headers["access-control-request-method"] ?? "");
    return preflight(await find(parts.directory, asked, path), call);
  }
  const webhook = await find(parts.directory, call.method, path);
  const progress = { bytes: 0 };
  const { reply, run, code } = await answer(parts, call, path, webhook, progress).catch((error: unknown) => {
    const known = toRefluxError(error);
    // Ours is for the server to log and to mask.
    if (known.code === "RFI01") throw error;
    return { reply: problem(known), run: undefined, code: known.code };
  });
  parts.deliveries.note({
    flow_id: webhook.flowId,
    step: webhook.step,
    method: call.method,
    path,
    at,
    status: reply.status,
    duration_ms: performance.now() - began,
    bytes: progress.bytes,
    run_id: run,
    code,
  });
  return withCors(webhook, call, reply);
}

type Answered = {
  readonly reply: Reply;
  readonly run: string | undefined;
  readonly code: string | undefined;
};

async function answer(
  parts: WebhookParts,
  call: Call,
  path: string,
  webhook: Webhook,
  progress: { bytes: number },
): Promise<Answered> {
  const { run, replayed, current } = await begin(parts, call, path, webhook, progress);
  const accepted = json(202, { run, replayed }, { location: `/runs/${run}` });
  if (current.mode === "async") return { reply: accepted, run, code: undefined };
  const outcome = await parts.outcomes.wait(run, current, call.gone);
  if (!outcome) return { reply: accepted, run, code: "RFT04" };
  return { ...toReply(run, outcome, replayed), run };
}

/** The body is in memory for as long as this takes, and no longer: a caller may wait for the end of its run. */
async function begin(
  parts: WebhookParts,
  call: Call,
  path: string,
  webhook: Webhook,
  progress: { bytes: number },
): Promise<Started & { readonly current: Webhook }> {
  const key = idempotencyKey(call);
  const encoding = call.request.headers["content-encoding"];
  encodingsOf(encoding);
  using body = await call.readBody(webhook.maxBodyBytes);
  const bytes = await unpack(body.bytes, encoding, webhook.maxBodyBytes, body.hold);
  progress.bytes = bytes.length;

  const start = async (hook: Webhook) => {
    const { signature, maxBodyBytes } = hook;
    if (bytes.length > maxBodyBytes) throw tooLarge(maxBodyBytes);
    const header = (name: string) => one(call.request.headers[name]);
    const signed = signature && assertSigned(signature, bytes, header);
    // A key that is signed along, or made of the signature: a recorded call, sent again, is the same run.
    const started = await startRun(parts.pool, hook, readPayload(call, path, bytes), signed?.key ?? key);
    return { ...started, current: hook };
  };
  return await start(webhook).catch(async (error: unknown) => {
    if (toRefluxError(error).code !== "RFN05") throw error;
    // Deployed anew since we read it: judged again by what is there now.
    parts.directory.forget();
    return await start(await find(parts.directory, call.method, path));
  });
}

type Started = { readonly run: string; readonly replayed: boolean };

async function find(directory: Directory, method: string, path: string): Promise<Webhook> {
  const webhook = await directory.find(method, path);
  if (webhook) return webhook;
  throw new RefluxError("RFN05", `nothing listens on ${method} /hooks/${path.slice(0, 200)}`, {
    hint: "deploy a flow with a webhook.in step of this path and method",
  });
}

async function startRun(
  pool: pg.Pool,
  webhook: Webhook,
  { input, body, files }: Payload,
  key: string | null,
): Promise<Started> {
  try {
    const { rows } = await pool.query<Started>({
      name: "reflux-receive-webhook",
      text: "select run_id as run, replayed from reflux_private.receive_webhook($1, $2, $3, $4, $5, $6)",
      values: [
        webhook.id,
        JSON.stringify(input),
        body,
        key,
        files.length === 0 ? null : files.map((file) => file.bytes),
        files.length === 0 ? null : files.map((file) => file.type),
      ],
    });
    if (!rows[0]) throw new Error("receive_webhook gave no row");
    return rows[0];
  } catch (error) {
    if (error instanceof pg.DatabaseError && notAJsonb.has(error.code ?? "")) throw notJson(body, error);
    throw error;
  }
}

/** Invalid text, number out of range, character that cannot be stored, nested too deeply: all said of the body, since the rest is ours. */
const notAJsonb = new Set(["22P02", "22003", "22021", "22P05", "54001"]);

function toReply(
  run: string,
  { state, output, error, reason, reply }: Outcome,
  replayed: boolean,
): Omit<Answered, "run"> {
  if (reply) return { reply: givenReply(reply), code: undefined };
  const location = { location: `/runs/${run}`, ...(replayed ? { "idempotency-replayed": "true" } : {}) };
  if (state === "succeeded") return { reply: json(200, output ?? null, location), code: undefined };
  const given = error?.["code"];
  const code = isErrorCode(given) ? given : "RFX04";
  const message =
    state === "cancelled" ? `the run was cancelled${reason ? `: ${reason}` : ""}` : error?.["message"];
  const shown = {
    code,
    message: message ?? errors[code].title,
    hint: error?.["hint"],
    step: error?.["step"],
  };
  return { reply: json(502, { error: shown, run }, location), code };
}

function idempotencyKey({ request }: Call): string | null {
  const key = one(request.headers["idempotency-key"]);
  if (key === undefined) return null;
  if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return key;
  throw new RefluxError("RFV06", "an Idempotency-Key has 1 to 255 printable characters");
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}
