import { createCipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { addKeyToFile, decryptSecret, encryptSecret, isCurrent } from "./secrets.ts";

const [first, second] = [randomBytes(32), randomBytes(32)];
afterEach(() => vi.unstubAllEnvs());

function keys(key: Buffer, ...old: Buffer[]): void {
  vi.stubEnv("REFLUX_SECRET_KEY", key.toString("base64"));
  vi.stubEnv("REFLUX_SECRET_KEY_OLD", old.map((one) => one.toString("base64")).join(","));
}

test("what an old key encrypted is read while that key is given, and not after", () => {
  keys(first);
  const sealed = encryptSecret("name", "value");
  expect(isCurrent(sealed)).toBe(true);

  keys(second, first);
  expect(decryptSecret("name", sealed)).toBe("value");
  expect(isCurrent(sealed)).toBe(false);
  const anew = encryptSecret("name", decryptSecret("name", sealed));
  expect(isCurrent(anew)).toBe(true);

  keys(second);
  expect(decryptSecret("name", anew)).toBe("value");
  expect(() => decryptSecret("name", sealed)).toThrow(expect.objectContaining({ code: "RFN06" }));
});

test("a secret from before there were several keys is still read", () => {
  keys(second, first);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", first, nonce).setAAD(Buffer.from("name"));
  const body = Buffer.concat([cipher.update("value", "utf8"), cipher.final()]);
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), body]);

  expect(decryptSecret("name", sealed)).toBe("value");
  expect(isCurrent(sealed)).toBe(false);
});

test("neither the name nor the key's mark can be exchanged", () => {
  keys(first);
  const sealed = encryptSecret("name", "value");
  const forged = Buffer.from(sealed);
  forged.writeUInt8(2, 0);

  for (const [name, bytes] of [
    ["other", sealed],
    ["name", forged],
    ["name", sealed.subarray(1)],
  ] as const)
    expect(() => decryptSecret(name, bytes)).toThrow(expect.objectContaining({ code: "RFN06" }));
});

test("a new key of the file encrypts from then on, also for whoever had read the file before", () => {
  const home = mkdtempSync(join(tmpdir(), "reflux-key-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  vi.stubEnv("REFLUX_SECRET_KEY", "");
  vi.stubEnv("REFLUX_HOME", home);
  const sealed = encryptSecret("name", "value");

  addKeyToFile();

  expect(readFileSync(join(home, "secret.key"), "utf8").trim().split("\n").length).toBe(2);
  expect(statSync(join(home, "secret.key")).mode & 0o777).toBe(0o600);
  expect(decryptSecret("name", sealed)).toBe("value");
  expect(isCurrent(sealed)).toBe(false);
  expect(decryptSecret("name", encryptSecret("name", "again"))).toBe("again");
});
