import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { configOf, curlOf, sign, type Webhook } from "./webhook.ts";

const hook = (method: string, config: Readonly<Record<string, unknown>> = {}): Webhook => ({
  id: "1",
  path: "orders",
  method,
  step: "receive",
  config,
  flowId: "1",
  flow: { slug: "orders", enabled: true },
});

test("what a config leaves out is what the node takes", () => {
  expect(configOf({ path: "orders" })).toEqual({
    mode: "async",
    deadlineSeconds: 30,
    maxBodyBytes: 1_000_000,
    signature: undefined,
  });
  expect(configOf({ hmac: { secret: "key" } }).signature).toEqual({
    secret: "key",
    header: "x-reflux-signature",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "",
  });
});

test("a command quotes what a shell would read", () => {
  expect(curlOf("http://localhost:7300", hook("POST"), `{"who": "O'Hara"}`)).toBe(
    "curl -s 'http://localhost:7300/hooks/orders' \\\n  -H 'content-type: application/json' \\\n  -d '{\"who\": \"O'\\''Hara\"}'",
  );
  expect(curlOf("http://localhost:7300", hook("GET"), "")).toBe(
    "curl -s -X GET 'http://localhost:7300/hooks/orders'",
  );
});

test("the secret is never in the command", () => {
  const text = curlOf(
    "http://localhost:7300",
    hook("POST", { hmac: { secret: "shop_key", prefix: "sha256=" } }),
    "{}",
  );

  expect(text).toContain('-H "x-reflux-signature: sha256=$(');
  expect(text).toContain("$SECRET");
  expect(text).not.toContain("shop_key");
});

test.each(["sha1", "sha256", "sha512"])(
  "a %s signature is the one that everybody computes",
  async (algorithm) => {
    const signature = configOf({
      hmac: { secret: "key", algorithm, encoding: "base64", prefix: "v1=" },
    }).signature;

    expect(signature && (await sign(signature, "s3cret", '{"é":1}'))).toBe(
      `v1=${createHmac(algorithm, "s3cret").update('{"é":1}').digest("base64")}`,
    );
  },
);
