import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpack } from "./unpack.ts";

const limit = 100_000;

test.each([
  ["gzip", gzipSync(Buffer.alloc(50_000_000))],
  ["br", brotliCompressSync(Buffer.alloc(50_000_000))],
  ["gzip, gzip", gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
])("of a bomb in %s no more is unpacked, and paid for, than may come out", async (encoding, bomb) => {
  let held = 0;

  await expect(unpack(bomb, encoding, limit, (bytes) => (held += bytes))).rejects.toMatchObject({
    code: "RFL05",
  });
  expect(held).toBeLessThanOrEqual(2 * limit);
});

test("what is not held is not unpacked: a budget that is spent ends it", async () => {
  const spent = new Error("spent");
  const refuse = () => {
    throw spent;
  };

  await expect(unpack(gzipSync("x"), "gzip", limit, refuse)).rejects.toMatchObject({ cause: spent });
});
