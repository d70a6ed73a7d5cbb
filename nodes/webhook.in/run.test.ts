import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const [example] = manifest.examples;
if (!example) throw new Error("webhook.in has no example");

test("what started the run is handed on unchanged", async () => {
  const ctx = createTestContext(manifest, { config: example.config });

  expect(await run(example.input, ctx)).toBe(example.input);
  expect(ctx.used).toEqual(new Set());
});

test.each([
  { path: "/orders" },
  { path: "orders/" },
  { path: "../admin" },
  { path: "a b" },
  { path: "orders", mode: "later" },
  { path: "orders", deadline_seconds: 0 },
  { path: "orders", hmac: { secret: "{{ secrets.key }}" } },
  { path: "orders", hmac: { secret: "key", algorithm: "md5" } },
  { path: "orders", colour: "red" },
])("the config %j is refused", (config) => {
  expect(() => createTestContext(manifest, { config })).toThrow(expect.objectContaining({ code: "RFV08" }));
});

test("a path is enough, everything else has its default", () => {
  const { config } = createTestContext(manifest, { config: { path: "orders", hmac: { secret: "key" } } });

  expect(config).toEqual({
    path: "orders",
    method: "POST",
    mode: "async",
    deadline_seconds: 30,
    max_body_bytes: 1_000_000,
    hmac: { secret: "key", header: "x-reflux-signature", algorithm: "sha256", encoding: "hex", prefix: "" },
  });
});
