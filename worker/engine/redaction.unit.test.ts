import { expect, test } from "vitest";
import { encodings, hostileSecrets } from "../testing/encodings.ts";
import { createRedactor, redactPieces } from "./redaction.ts";

function redactorOf(...secrets: string[]) {
  return createRedactor(secrets) ?? expect.fail("nothing to strike");
}

test.each(
  Object.entries(hostileSecrets).flatMap(([kind, secret]) =>
    Object.entries(encodings).map(([name, encode]) => [kind, name, secret, encode] as const),
  ),
)("a secret of kind %s is struck out of %s", (_kind, _name, secret, encode) => {
  const written = encode(secret);
  const { text, bytes } = redactorOf(secret);

  const struck = text(`before ${written} after`);

  expect(struck).toMatch(/^before.*•••.*after$/s);
  expect(struck.length).toBeLessThan(`before ${written} after`.length - secret.length / 2);
  expect(Buffer.from(bytes(Buffer.from(written))).toString()).toContain("•••");
});

test("what is no secret keeps every character", () => {
  const { text } = redactorOf("hunter22", "pass word");
  for (const harmless of [
    "hunter2 and hunter 22",
    "%zz %4 \\ \\u00 & &amp &#; = == %",
    "aHVudGVyMg==",
    "68756e746572",
    "x".repeat(1_000),
  ])
    expect(text(harmless)).toBe(harmless);
});

test("lines of a key, members of a JSON, the password of a URL are as secret as the whole", () => {
  const pem = `-----BEGIN KEY-----\n${"MIIEvQIBADANBg".repeat(4)}\n${"kqhkiG9w0BAQEF".repeat(4)}\n-----END KEY-----\n`;
  expect(redactorOf(pem).text(`key: ${"kqhkiG9w0BAQEF".repeat(4)}!`)).toBe("key: •••!");
  expect(redactorOf(pem).text(pem.replaceAll("\n", "\r\n"))).not.toMatch(/[A-Za-z]{4}/);
  expect(redactorOf('{"user":"ada","private_key":"abc123def456"}').text("abc123def456")).toBe("•••");
  expect(redactorOf("postgres://ada:p%40ssw@db/x").text("wrong password p@ssw")).toBe("wrong password •••");
});

test("a long secret is struck whole, and in part", () => {
  const long = Array.from({ length: 500 }, (_, at) => (at * 7919).toString(36)).join("");

  expect(redactorOf(long).text(`a ${long} b`)).toBe("a ••• b");
  expect(redactorOf(long).text(`a ${long.slice(0, 300)}`).length).toBeLessThan(100);
});

test("a list of bytes is struck too", () => {
  const list = [1, ...Buffer.from("hunter22"), 2];

  expect(redactorOf("hunter22").value({ data: list, numbers: [1, 2, 3, 4] })).toEqual({
    data: [1, ...Array<string>(8).fill("•••"), 2],
    numbers: [1, 2, 3, 4],
  });
});

test.each([
  ["text", "The quick brown fox jumps over the lazy dog. "],
  ["base64", "QUJDREVGR0hJSktMTU5PUFFS/+abcdefgh12"],
  ["strokes", "\\"],
  ["percent signs", "%25"],
  ["ampersands", "&amp;"],
  ["digits", "0123456789abcdef"],
  ["nearly the secret", "hunter2"],
])("a megabyte of %s is walked once, not once and again", (_what, part) => {
  const { text } = redactorOf("hunter22", "p@ss/word+x y", "a-longer-secret-of-some-length");
  const cost = (length: number) => {
    const long = part.repeat(Math.ceil(length / part.length));
    const began = process.cpuUsage();
    text(long);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  };
  cost(100_000);

  // Four times as much costs about four times, never sixteen.
  expect(cost(1_000_000)).toBeLessThan(10 * cost(250_000) + 50);
});

test("bytes in pieces are struck wherever they were cut, and nothing else of them is changed", async () => {
  for (const [name, encode] of Object.entries(encodings)) {
    const secret = "p@ss/word+x y";
    const written = Buffer.from(encode(secret));
    for (const filler of [600_000, 262_144 + 4_096 + 64 * secret.length - 7, 3])
      for (const pieceBytes of [70_000, 65_536 + 1]) {
        const all = Buffer.concat([Buffer.alloc(filler, "."), written, Buffer.alloc(filler, "-"), written]);
        const pieces = async function* () {
          for (let at = 0; at < all.length; at += pieceBytes) yield all.subarray(at, at + pieceBytes);
        };
        const struck: Uint8Array[] = [];
        for await (const piece of redactPieces(pieces(), () => redactorOf(secret))) struck.push(piece);
        const expected = redactorOf(secret).bytes(all);
        expect(Buffer.concat(struck).equals(expected), `${name} after ${filler} by ${pieceBytes}`).toBe(true);
      }
  }
});

test("what is held back of bytes in pieces is bounded, also where a secret follows a secret", async () => {
  const secret = "hunter22";
  let given = 0;
  let ahead = 0;
  const pieces = async function* () {
    for (let n = 0; n < 40; n += 1) {
      given += 80_000;
      yield Buffer.from(secret.repeat(10_000));
    }
  };
  const { reach } = redactorOf(secret);
  for await (const piece of redactPieces(pieces(), () => redactorOf(secret))) {
    ahead = Math.max(ahead, given);
    given = 0;
    expect(Buffer.from(piece).includes("hunter")).toBe(false);
  }
  expect(ahead).toBeLessThan(262_144 + 2 * reach + 160_000);
});
