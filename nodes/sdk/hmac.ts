import { createHmac } from "node:crypto";
import { type Static, Type, withDefault } from "./schema.ts";

/** How a body is signed, as a field of a config: the same words for sending and for receiving. */
export const signature = (description: string) =>
  Type.Object(
    {
      secret: Type.String({
        title: "Secret",
        description: "The name of the secret, not its value.",
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
      }),
      header: withDefault(Type.String({ title: "Header", pattern: "^[A-Za-z0-9-]+$" }), "x-reflux-signature"),
      algorithm: withDefault(Type.Enum(["sha256", "sha512", "sha1"], { title: "Algorithm" }), "sha256"),
      encoding: withDefault(Type.Enum(["hex", "base64"], { title: "Encoding" }), "hex"),
      prefix: withDefault(Type.String({ title: "Prefix", description: 'For example "sha256=".' }), ""),
    },
    { title: "Signature", description, additionalProperties: false },
  );

/** What of it decides the value of the header. */
export type SignatureOptions = Pick<
  Static<ReturnType<typeof signature>>,
  "algorithm" | "encoding" | "prefix"
>;

/** The value of the signature header for these bytes. */
export function signBody(body: string | Uint8Array, key: string, options: SignatureOptions): string {
  return options.prefix + createHmac(options.algorithm, key).update(body).digest(options.encoding);
}
