import { createHmac } from "node:crypto";
import { type Static, Type, withDefault } from "./schema.ts";

const secretName = (title: string, description: string) =>
  Type.String({
    title,
    description,
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    "x-reflux-pattern": "letters, digits and _, not beginning with a digit",
  });

/** How a body is signed, as fields of a config: the same words for sending and for receiving. */
const fields = {
  secret: secretName("Secret", "The name of the secret, not its value."),
  header: withDefault(
    Type.String({ title: "Header", pattern: "^[A-Za-z0-9-]+$", "x-reflux-pattern": "letters, digits and -" }),
    "x-reflux-signature",
  ),
  algorithm: withDefault(Type.Enum(["sha256", "sha512", "sha1"], { title: "Algorithm" }), "sha256"),
  encoding: withDefault(Type.Enum(["hex", "base64"], { title: "Encoding" }), "hex"),
  prefix: withDefault(Type.String({ title: "Prefix", description: 'For example "sha256=".' }), ""),
  form: Type.Optional(
    Type.Enum(["body", "standard", "stripe", "slack"], {
      title: "Form",
      description:
        "body: as the fields above say. standard: Standard Webhooks. stripe, slack: as they do. All but body sign the time, too.",
    }),
  ),
  timestamp_header: Type.Optional(
    Type.String({
      title: "Time header",
      description:
        "With the form body: the header with the time of signing, which is signed before the body.",
      pattern: "^[A-Za-z0-9-]+$",
      "x-reflux-pattern": "letters, digits and -",
    }),
  ),
};

/** For who sends. */
export const signature = (description: string) =>
  Type.Object(fields, { title: "Signature", description, additionalProperties: false });

/** For who receives: how old a signature may be, and a second secret while the first is changed. */
export const acceptedSignature = (description: string) =>
  Type.Object(
    {
      ...fields,
      old_secret: Type.Optional(
        secretName(
          "Old secret",
          "The name of the secret before this one, accepted too while senders change over.",
        ),
      ),
      tolerance_seconds: Type.Optional(
        Type.Integer({
          title: "Tolerance",
          description: "How far the time of signing may be from the server's clock. Left out: 300.",
          minimum: 1,
          maximum: 86_400,
        }),
      ),
    },
    { title: "Signature", description, additionalProperties: false },
  );

export type SignatureOptions = Static<ReturnType<typeof signature>>;

/** What is signed besides the body: the delivery's own name, and when. */
export type Delivery = { readonly id: string; readonly at: Date };

/** The headers that sign these bytes, in the words of the form. */
export function signatureHeaders(
  body: string | Uint8Array,
  key: string,
  options: SignatureOptions,
  { id, at }: Delivery,
): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const signed = (prefix: string) => Buffer.concat([Buffer.from(prefix), Buffer.from(body)]);
  const sha256 = (secret: string | Buffer, prefix: string) =>
    createHmac("sha256", secret).update(signed(prefix));
  switch (options.form) {
    case "standard": {
      const name = id.replaceAll(/[^\w-]/g, "-");
      const raw = key.startsWith("whsec_") ? Buffer.from(key.slice(6), "base64") : key;
      const value = `v1,${sha256(raw, `${name}.${seconds}.`).digest("base64")}`;
      return { "webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": value };
    }
    case "stripe":
      return { "stripe-signature": `t=${seconds},v1=${sha256(key, `${seconds}.`).digest("hex")}` };
    case "slack": {
      const value = `v0=${sha256(key, `v0:${seconds}:`).digest("hex")}`;
      return { "x-slack-request-timestamp": seconds, "x-slack-signature": value };
    }
    default: {
      const { header, timestamp_header: timeHeader } = options;
      if (timeHeader === undefined) return { [header]: signBody(body, key, options) };
      const bytes = signed(`${seconds}:${id.length}:${id}.`);
      return { [timeHeader]: seconds, [header]: signBody(bytes, key, options), "idempotency-key": id };
    }
  }
}

/** The value of the signature header for these bytes. */
export function signBody(
  body: string | Uint8Array,
  key: string,
  options: Pick<SignatureOptions, "algorithm" | "encoding" | "prefix">,
): string {
  return options.prefix + createHmac(options.algorithm, key).update(body).digest(options.encoding);
}
