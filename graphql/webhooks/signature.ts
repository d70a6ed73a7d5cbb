import { createHmac, timingSafeEqual } from "node:crypto";
import { RefluxError } from "#db/errors.ts";
import type { SignatureRule } from "./webhook.ts";

/** Throws RFP04 unless the header signs exactly these bytes. Takes the same time wherever a signature goes wrong. */
export function assertSigned(
  { header, algorithm, encoding, prefix, key }: SignatureRule,
  bytes: Buffer,
  given: string | undefined,
): void {
  const hint = `sign the body with HMAC ${algorithm}, in ${encoding}, in the header ${header}`;
  if (given === undefined) throw new RefluxError("RFP04", `the header ${header} is missing`, { hint });
  if (key === undefined) {
    throw new RefluxError("RFP04", "the secret of this webhook is not set, so no signature is right", {
      hint: "set it in Settings, or with the setSecret mutation",
    });
  }
  const expected = Buffer.from(prefix + createHmac(algorithm, key).update(bytes).digest(encoding));
  // Hexadecimal is the same in either case; base64 is not.
  const actual = Buffer.from(encoding === "hex" ? lowerCase(given, prefix) : given);
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new RefluxError("RFP04", "the signature does not fit the body", { hint });
}

function lowerCase(given: string, prefix: string): string {
  return given.startsWith(prefix) ? prefix + given.slice(prefix.length).toLowerCase() : given;
}
