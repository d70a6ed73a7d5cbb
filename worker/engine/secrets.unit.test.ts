import { beforeAll, expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { createSecrets } from "./secrets.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 7).toString("base64"));
  return () => vi.unstubAllEnvs();
});

/** One attempt that has seen these secrets. */
async function seen(values: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const secrets = createSecrets({
    secret: async (name) => {
      reads.push(name);
      const value = values[name];
      return value === undefined ? undefined : { ciphertext: encryptSecret(name, value), hosts: null };
    },
  })({ run_id: "1", idx: 0 });
  for (const name of Object.keys(values)) await secrets.get(name);
  return { ...secrets, reads };
}

test("a secret is read once for each attempt", async () => {
  const secrets = await seen({ token: "hunter22" });

  expect(await secrets.get("token")).toBe("hunter22");
  expect(secrets.reads).toEqual(["token"]);
});

test("a secret that is not there is an error of the registry", async () => {
  const secrets = await seen({});

  await expect(secrets.get("nothing")).rejects.toMatchObject({ code: "RFN06" });
});

test("every string is freed of it, keys too, however deep", async () => {
  const { redact } = await seen({ token: "hunter22" });

  expect(redact({ a: ["Bearer hunter22", { hunter22: 1 }], b: "hunter22 hunter22" })).toEqual({
    a: ["Bearer •••", { "•••": 1 }],
    b: "••• •••",
  });
});

test("a value without it is left as it is", async () => {
  const { redact } = await seen({ token: "hunter22" });
  const value = { a: 1, when: new Date(0) };

  expect(redact(value)).toEqual({ a: 1, when: "1970-01-01T00:00:00.000Z" });
});

test.each([
  ["quotes and line ends", 'a"b\nc', 'x a"b\nc y', "x ••• y"],
  ["what looks like an escape", "n123", "line\n123", "line\n123"],
  ["the word true", "true", { flag: true, text: "true" }, { flag: true, text: "•••" }],
  ["digits in a number", "12345678", { pin: 12_345_678 }, { pin: "•••" }],
  ["a character that URLs escape", "p@ss/word", "https://x/?k=p%40ss%2Fword", "https://x/?k=•••"],
  ["itself inside another", "hunter", "hunter22", "•••22"],
])("a secret of %s", async (_, secret, value, expected) => {
  const { redact } = await seen({ token: secret });

  expect(redact(value)).toEqual(expected);
});

test("of two secrets the longer goes first", async () => {
  const { redact } = await seen({ a: "hunter", b: "hunter22" });

  expect(redact("hunter22")).toBe("•••");
});

test("what is too short to be a secret is not struck out of everything", async () => {
  const { redact } = await seen({ a: "abc" });

  expect(redact("abcdef")).toBe("abcdef");
});
