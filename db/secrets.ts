import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refluxHome, setting } from "./config.ts";
import { RefluxError } from "./errors.ts";

/**
 * Secrets are encrypted here, before Postgres sees them: AES-256-GCM, a fresh nonce each time, the name
 * authenticated along, so that a row cannot pass for another one. The key comes from REFLUX_SECRET_KEY, or from a
 * file of REFLUX_HOME that only its owner can read and that is made at first use. Old keys can still be read while
 * `reflux secret rotate-key` puts the new one in their place. Whoever loses the key loses the secrets.
 */
const NONCE = 12;
const TAG = 16;
/** Before the nonce: the format, and which key. Ciphertexts from before there were several keys have neither. */
const FORMAT = 1;
const KEY_ID = 4;
const HEAD = 1 + KEY_ID;

/** Throws RFV48 for what is no value: a signature with an empty key is one that anybody makes. */
export function encryptSecret(name: string, value: string): Buffer {
  if (value.trim() === "") {
    throw new RefluxError("RFV48", `an empty value is no secret: ${name} needs one`, {
      hint: "white space alone is none; to take a secret away, delete it",
    });
  }
  // Read anew: nothing is encrypted any more with a key that was replaced.
  cached = undefined;
  const key = secretKey();
  const nonce = randomBytes(NONCE);
  const head = headOf(key);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.concat([head, Buffer.from(name)]));
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** Throws RFN06 when the value was encrypted with a key that is not here, or under another name. */
export function decryptSecret(name: string, ciphertext: Uint8Array): string {
  const bytes = Buffer.from(ciphertext);
  const value = withKeys(name, bytes, secretKeys());
  if (value !== undefined) return value;
  // Another process may have put a new key into the file since we read it.
  cached = undefined;
  const second = withKeys(name, bytes, secretKeys());
  if (second !== undefined) return second;
  throw new RefluxError("RFN06", `the secret ${name} cannot be decrypted with this key`, {
    detail: { secret: name, key: printed(bytes) },
    hint: "Give every worker and server the same REFLUX_SECRET_KEY (and REFLUX_SECRET_KEY_OLD), or set it again.",
  });
}

function withKeys(name: string, bytes: Buffer, keys: readonly Buffer[]): string | undefined {
  const named = keys.find((key) => headOf(key).equals(bytes.subarray(0, HEAD)));
  // The first bytes of an old ciphertext are random, so they may look like a key's: then the old way is tried, too.
  return (
    (named && opened(named, Buffer.concat([headOf(named), Buffer.from(name)]), bytes.subarray(HEAD))) ??
    keys.map((key) => opened(key, Buffer.from(name), bytes)).find((text) => text !== undefined)
  );
}

/** Which keys are here, the one in use first. Makes none. */
export function keyFingerprints(): readonly string[] {
  const isThere = setting("REFLUX_SECRET_KEY") !== undefined || existsSync(keyFile());
  return isThere ? secretKeys().map((key) => printed(headOf(key))) : [];
}

/** The key that a ciphertext says it needs. */
function printed(bytes: Buffer): string {
  return bytes.subarray(1, HEAD).toString("hex");
}

/** Whether it is encrypted with the key that new secrets are. */
export function isCurrent(ciphertext: Uint8Array): boolean {
  return headOf(secretKey()).equals(Buffer.from(ciphertext).subarray(0, HEAD));
}

function opened(key: Buffer, aad: Buffer, sealed: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE));
    decipher.setAAD(aad).setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Says which key, and nothing about it. */
function headOf(key: Buffer): Buffer {
  const id = createHash("sha256").update("reflux key").update(key).digest().subarray(0, KEY_ID);
  return Buffer.concat([Buffer.from([FORMAT]), id]);
}

let cached: { readonly from: string; readonly keys: readonly Buffer[] } | undefined;

/** 32 bytes: what new secrets are encrypted with. */
export function secretKey(): Buffer {
  const [key] = secretKeys();
  if (!key) throw new RefluxError("RFV06", "there is no key for secrets", { hint: "set REFLUX_SECRET_KEY" });
  return key;
}

/** The key in use, and those that may still be read: of REFLUX_SECRET_KEY_OLD, or the further lines of the file. */
function secretKeys(): readonly Buffer[] {
  const given = setting("REFLUX_SECRET_KEY");
  const old = setting("REFLUX_SECRET_KEY_OLD");
  if (given) return [given, ...old];
  const file = keyFile();
  if (cached?.from !== file) cached = { from: file, keys: readOrMakeKeys(file) };
  return [...cached.keys, ...old];
}

/**
 * Puts a new key before the others in the file, so that from now on it encrypts. With REFLUX_SECRET_KEY the operator
 * does so: the new key there, the old one in REFLUX_SECRET_KEY_OLD.
 */
export function addKeyToFile(): void {
  const file = keyFile();
  const keys = [randomBytes(32), ...readOrMakeKeys(file)];
  writeKeys(file, keys);
}

/** Whole or not at all: a file cut short would cost every secret. */
function writeKeys(file: string, keys: readonly Buffer[]): void {
  const next = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(next, keys.map((key) => `${key.toString("base64")}\n`).join(""), {
    mode: 0o600,
    flush: true,
  });
  renameSync(next, file);
  cached = undefined;
}

function keyFile(): string {
  return join(refluxHome(), "secret.key");
}

function readOrMakeKeys(file: string): readonly Buffer[] {
  mkdirSync(refluxHome(), { recursive: true });
  try {
    // `wx`: of two processes that start together, one makes the key and both read it.
    writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const lines = readFileSync(file, "utf8").split(/\s+/).filter(Boolean);
  return lines.map((line) => Buffer.from(line, "base64"));
}
