/** A webhook as a call is judged by it: the config of its step, with the defaults of `webhook.in` filled in. */
export type Webhook = {
  /** Of its row; a deploy makes a new one, so a stale copy is recognised when a run is started. */
  readonly id: string;
  readonly flowId: string;
  readonly step: string;
  readonly mode: "async" | "sync";
  readonly deadlineMs: number;
  readonly maxBodyBytes: number;
  readonly signature: SignatureRule | undefined;
  /** Pages that may call it. */
  readonly origins: readonly string[];
  /** Its flow has a step that replies. */
  readonly replies: boolean;
};

export type SignatureRule = {
  readonly header: string;
  readonly algorithm: string;
  readonly encoding: "hex" | "base64";
  readonly prefix: string;
  readonly form: "body" | "standard" | "stripe" | "slack";
  /** Of `body` only: where the time of signing stands, if it is signed along. */
  readonly timestampHeader: string | undefined;
  readonly toleranceSeconds: number;
  /** Decrypted: today's and the one before. None while the secrets they name are not set: then nothing is signed rightly. */
  readonly keys: readonly string[];
};

export type WebhookRow = {
  readonly id: string;
  readonly flow_id: string;
  readonly step: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly secret: Buffer | null;
  readonly old_secret: Buffer | null;
  readonly replies: boolean;
};

/** `decrypt` gets the name of the secret and its ciphertext. */
export function toWebhook(row: WebhookRow, decrypt: (name: string, ciphertext: Buffer) => string): Webhook {
  const { config } = row;
  return {
    id: row.id,
    flowId: row.flow_id,
    step: row.step,
    mode: config["mode"] === "sync" ? "sync" : "async",
    deadlineMs: number(config["deadline_seconds"], 30) * 1_000,
    maxBodyBytes: number(config["max_body_bytes"], 1_000_000),
    signature: signatureRule(config["hmac"], row, decrypt),
    origins: originsOf(config["cors"]),
    replies: row.replies,
  };
}

function signatureRule(
  hmac: unknown,
  { secret, old_secret: oldSecret }: WebhookRow,
  decrypt: (name: string, ciphertext: Buffer) => string,
): SignatureRule | undefined {
  if (hmac === undefined || hmac === null) return undefined;
  // A signature was asked for: whatever it looks like, an unsigned call must not pass.
  const rule: Record<string, unknown> = typeof hmac === "object" ? { ...hmac } : {};
  const keys = [
    secret && decrypt(text(rule["secret"], ""), secret),
    oldSecret && decrypt(text(rule["old_secret"], ""), oldSecret),
  ];
  const form = text(rule["form"], "body");
  return {
    form: form === "standard" || form === "stripe" || form === "slack" ? form : "body",
    timestampHeader: text(rule["timestamp_header"], "").toLowerCase() || undefined,
    toleranceSeconds: number(rule["tolerance_seconds"], 300),
    keys: keys.flatMap((key) => key || []),
    header: text(rule["header"], "x-reflux-signature").toLowerCase(),
    algorithm: text(rule["algorithm"], "sha256"),
    encoding: rule["encoding"] === "base64" ? "base64" : "hex",
    prefix: text(rule["prefix"], ""),
  };
}

function originsOf(cors: unknown): readonly string[] {
  const origins: unknown = typeof cors === "object" && cors !== null && "origins" in cors ? cors.origins : [];
  return Array.isArray(origins) ? origins.filter((origin) => typeof origin === "string") : [];
}

function number(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

function text(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}
