import { createHmac } from "node:crypto";

/** How a body is signed, the same words for sending and for receiving. */
export interface SignatureOptions {
  readonly algorithm: "sha256" | "sha512" | "sha1";
  readonly encoding: "hex" | "base64";
  readonly prefix: string;
}

/** The value of the signature header for these bytes. */
export function signBody(body: string | Uint8Array, key: string, options: SignatureOptions): string {
  return options.prefix + createHmac(options.algorithm, key).update(body).digest(options.encoding);
}
