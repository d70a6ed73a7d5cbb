import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { RefluxError } from "#db/errors.ts";
import type { SignatureRule } from "./webhook.ts";

/** The headers of a call, by their names in lowercase. */
export type Headers = (name: string) => string | undefined;

/** What a right signature tells: the key by which the same delivery, sent again by anybody, is known. */
export type Signed = { readonly key: string | null };

/**
 * Throws RFP04 unless the headers sign exactly these bytes, and RFP21 when they did so too long ago, or in the future, by
 * this server's clock. Every signature given is compared with every key, in the same time wherever one goes wrong.
 */
export function assertSigned(rule: SignatureRule, bytes: Buffer, header: Headers, now = Date.now()): Signed {
  const { signatures, time, prefix, key } = read(rule, header);
  const hint = hints[rule.form](rule);
  // With an empty key anybody can sign.
  const keys = rule.keys.map((one) => keyOf(rule, one)).filter(({ length }) => length > 0);
  if (keys.length === 0) {
    throw new RefluxError("RFP04", "the secret of this webhook is not set, so no signature is right", {
      hint: "set it in Settings, or with the setSecret mutation",
    });
  }
  const signed = Buffer.concat([Buffer.from(prefix), bytes]);
  const expected = keys.map((one) => digest(rule, one, signed));
  let found: string | undefined;
  for (const given of signatures.slice(0, MOST_SIGNATURES)) {
    for (const wanted of expected) if (isSame(given, wanted)) found = given;
  }
  if (found === undefined) throw new RefluxError("RFP04", "the signature does not fit the body", { hint });
  if (time === undefined) return { key };
  const age = Math.abs(now / 1_000 - time);
  if (age <= rule.toleranceSeconds) return { key: key ?? `signature:${hashOf(found)}` };
  throw new RefluxError("RFP21", `it was signed ${Math.round(age)} s from now, by this server's clock`, {
    hint: `sign it when it is sent: ${rule.toleranceSeconds} s are tolerated (tolerance_seconds)`,
  });
}

type Given = {
  readonly signatures: readonly string[];
  /** Seconds since 1970; undefined where the form has no time. */
  readonly time: number | undefined;
  /** What is signed before the body. */
  readonly prefix: string;
  /** The sender's own name for the delivery, if it is signed, too. */
  readonly key: string | null;
};

const MOST_SIGNATURES = 10;

/** Each form as its inventor documents it; ours is the body alone, or time and Idempotency-Key before it. */
function read(rule: SignatureRule, header: Headers): Given {
  const required = (name: string) => {
    const value = header(name);
    if (value !== undefined) return value;
    throw new RefluxError("RFP04", `the header ${name} is missing`, { hint: hints[rule.form](rule) });
  };
  switch (rule.form) {
    case "standard": {
      const [id, at] = [required("webhook-id"), required("webhook-timestamp")];
      // A point within an id would let it pass for the beginning of the time.
      if (!/^[\w-]{1,200}$/.test(id)) throw new RefluxError("RFP04", "the webhook-id is malformed");
      const signatures = required("webhook-signature").split(" ").flatMap(versioned("v1,"));
      return { signatures, time: seconds(at), prefix: `${id}.${at}.`, key: `id:${id}` };
    }
    case "stripe": {
      const parts = required("stripe-signature")
        .split(",")
        .map((part) => part.trim());
      const times = parts.flatMap(versioned("t="));
      const at = times.length === 1 ? (times[0] ?? "") : "";
      return { signatures: parts.flatMap(versioned("v1=")), time: seconds(at), prefix: `${at}.`, key: null };
    }
    case "slack": {
      const at = required("x-slack-request-timestamp");
      const signatures = [required("x-slack-signature")].flatMap(versioned("v0="));
      return { signatures, time: seconds(at), prefix: `v0:${at}:`, key: null };
    }
    case "body": {
      const signatures = [required(rule.header)].flatMap(versioned(rule.prefix));
      if (rule.timestampHeader === undefined) return { signatures, time: undefined, prefix: "", key: null };
      const at = required(rule.timestampHeader);
      const key = header("idempotency-key");
      // The length, so that no key passes for the beginning of a body, nor the other way round.
      const prefix = key === undefined ? `${at}.` : `${at}:${key.length}:${key}.`;
      return { signatures, time: seconds(at), prefix, key: key ?? null };
    }
  }
}

function versioned(prefix: string) {
  return (text: string) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : []);
}

function seconds(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new RefluxError("RFP04", "the time of the signature is not in whole seconds since 1970");
}

function digest({ form, algorithm, encoding }: SignatureRule, key: Buffer, signed: Buffer): Buffer {
  const hmac = createHmac(form === "body" ? algorithm : "sha256", key);
  const as = form === "body" ? encoding : form === "standard" ? "base64" : "hex";
  return Buffer.from(hmac.update(signed).digest(as));
}

/** Of Standard Webhooks: the bytes of a secret are in base64 behind `whsec_`. */
function keyOf({ form }: SignatureRule, key: string): Buffer {
  return form === "standard" && key.startsWith("whsec_")
    ? Buffer.from(key.slice("whsec_".length), "base64")
    : Buffer.from(key);
}

function isSame(given: string, wanted: Buffer): boolean {
  // Hexadecimal is the same in either case; base64 is not.
  const isHex = /^[0-9a-f]+$/.test(wanted.toString()) && /^[0-9a-fA-F]+$/.test(given);
  const actual = Buffer.from(isHex ? given.toLowerCase() : given);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}

function hashOf(signature: string): string {
  return createHash("sha256").update(signature.toLowerCase()).digest("base64url");
}

const hints: Readonly<Record<SignatureRule["form"], (rule: SignatureRule) => string>> = {
  body: ({ header, algorithm, encoding, timestampHeader }) => {
    const what =
      timestampHeader === undefined ? "the body" : `the time in ${timestampHeader}, a point, and the body`;
    return `sign ${what} with HMAC ${algorithm}, in ${encoding}, in the header ${header}`;
  },
  standard: () => "sign it as standardwebhooks.com says: webhook-id, webhook-timestamp, webhook-signature",
  stripe: () => "sign it as Stripe does: Stripe-Signature with t and v1",
  slack: () => "sign it as Slack does: X-Slack-Request-Timestamp and X-Slack-Signature with v0",
};
