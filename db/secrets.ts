import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refluxHome, setting } from "./config.ts";
import { RefluxError } from "./errors.ts";

/**
 * Secrets are encrypted here, before Postgres sees them: AES-256-GCM, a fresh nonce each time, the name
 * authenticated along, so that a row cannot pass for another one. The key comes from REFLUX_SECRET_KEY, or from a
 * file of REFLUX_HOME that only its owner can read and that is made at first use. Whoever loses the key loses the
 * secrets.
 */
const NONCE = 12;
const TAG = 16;

export function encryptSecret(name: string, value: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", secretKey(), nonce).setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws RFN06 when the value was encrypted with another key or under another name. */
export function decryptSecret(name: string, ciphertext: Uint8Array): string {
  const bytes = Buffer.from(ciphertext);
  try {
    const decipher = createDecipheriv("aes-256-gcm", secretKey(), bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new RefluxError("RFN06", `the secret ${name} cannot be decrypted with this key`, {
      hint: "Give every worker and server the same REFLUX_SECRET_KEY, or set the secret again.",
      cause,
    });
  }
}

let cached: { readonly from: string; readonly key: Buffer } | undefined;

/** 32 bytes. */
export function secretKey(): Buffer {
  const given = setting("REFLUX_SECRET_KEY");
  if (given) return given;
  const file = join(refluxHome(), "secret.key");
  if (cached?.from !== file) cached = { from: file, key: readOrMakeKey(file) };
  return cached.key;
}

function readOrMakeKey(file: string): Buffer {
  mkdirSync(refluxHome(), { recursive: true });
  try {
    // `wx`: of two processes that start together, one makes the key and both read it.
    writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return Buffer.from(readFileSync(file, "utf8"), "base64");
}
