import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const url = "https://shop.example.com/hook";

/** Sends one delivery and gives the request that would have left. */
async function deliver(config: object, input: unknown, status = 204) {
  const sent: { body: string; headers: Headers }[] = [];
  const ctx = createTestContext(manifest, {
    config: { url, ...config },
    secrets: { shop_key: "k3y" },
    fetch: async (target, init) => {
      const request = new Request(target, init);
      sent.push({ body: await request.text(), headers: request.headers });
      return new Response(null, { status });
    },
  });
  const result = await run(input, ctx);
  return { result, request: sent[0] ?? expect.fail("nothing was sent") };
}

test("the input is delivered as JSON, unless the author gives a body", async () => {
  const own = await deliver({}, { id: 7 });
  const given = await deliver({ body: [1] }, { id: 7 });
  const empty = await deliver({ body: null }, { id: 7 });

  expect(own.request.body).toBe('{"id":7}');
  expect(own.request.headers.get("content-type")).toBe("application/json");
  expect(own.request.headers.get("idempotency-key")).toBe("run-1.step");
  expect(own.result).toEqual({ status: 204, delivered_at: "2026-01-01T00:00:00.000Z" });
  expect([given.request.body, empty.request.body]).toEqual(["[1]", "null"]);
});

test.each([
  [{}, "x-reflux-signature", createHmac("sha256", "k3y").update('{"id":7}').digest("hex")],
  [
    { header: "X-Hub-Signature-256", prefix: "sha256=" },
    "x-hub-signature-256",
    `sha256=${createHmac("sha256", "k3y").update('{"id":7}').digest("hex")}`,
  ],
  [
    { algorithm: "sha512", encoding: "base64" },
    "x-reflux-signature",
    createHmac("sha512", "k3y").update('{"id":7}').digest("base64"),
  ],
])("a signature with %j is over the bytes that are sent", async (options, header, expected) => {
  const { request } = await deliver({ hmac: { secret: "shop_key", ...options } }, { id: 7 });

  expect(request.headers.get(header)).toBe(expected);
});

test("without hmac no secret is asked for and nothing is signed", async () => {
  const { request } = await deliver({ headers: { "x-api-key": "k" } }, {});

  expect(request.headers.get("x-api-key")).toBe("k");
  expect(request.headers.has("x-reflux-signature")).toBe(false);
});

test.each([
  [302, "never"],
  [400, "never"],
  [410, "never"],
  [429, "backoff"],
  [500, "backoff"],
])("an answer of %i is no delivery; tried again: %s", async (status, retry) => {
  await expect(deliver({}, {}, status)).rejects.toMatchObject({ code: "RFX01", retry });
});

test("a delivery whose answer breaks off has still been delivered", async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error("connection reset")) });
  const ctx = createTestContext(manifest, {
    config: { url },
    fetch: async () => new Response(body, { status: 200 }),
  });

  expect(await run({}, ctx)).toMatchObject({ status: 200 });
});

test("a signature asks for the secret by name, never by value", () => {
  const config = { url, hmac: { secret: "{{ secrets.shop_key }}" } };

  expect(() => createTestContext(manifest, { config })).toThrow(expect.objectContaining({ code: "RFV08" }));
});
