import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { assertSigned } from "./signature.ts";

const rule = {
  header: "x-signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "v1=",
  form: "body",
  timestampHeader: undefined,
  toleranceSeconds: 300,
  keys: ["key"],
} as const;
const headers = (given: string | undefined) => (name: string) => (name === "x-signature" ? given : undefined);
const bytes = Buffer.from("body");
const sign = (encoding: "hex" | "base64") => createHmac("sha256", "key").update(bytes).digest(encoding);

test("passes what signs these bytes with this key, hexadecimal in either case", () => {
  expect(() => assertSigned(rule, bytes, headers(`v1=${sign("hex")}`))).not.toThrow();
  expect(() => assertSigned(rule, bytes, headers(`v1=${sign("hex").toUpperCase()}`))).not.toThrow();
  expect(() =>
    assertSigned({ ...rule, encoding: "base64" }, bytes, headers(`v1=${sign("base64")}`)),
  ).not.toThrow();
});

test.each([
  ["no header", undefined, rule],
  ["an empty one", "", rule],
  ["no prefix", sign("hex"), rule],
  ["another case of base64", `v1=${sign("base64").toLowerCase()}`, { ...rule, encoding: "base64" as const }],
  ["another length", `v1=${sign("hex")}00`, rule],
  [
    "the signature of nothing while no secret is set",
    `v1=${createHmac("sha256", "").update(bytes).digest("hex")}`,
    { ...rule, keys: [] },
  ],
])("refuses %s", (_what, given, by) => {
  expect(() => assertSigned(by, bytes, headers(given))).toThrow(expect.objectContaining({ code: "RFP04" }));
});

test("each form of a signature has its time, and its key", () => {
  const now = 1_700_000_000_000;
  const at = "1700000000";
  const hmac = (text: string, as: "hex" | "base64" = "hex") =>
    createHmac("sha256", "key").update(text).digest(as);
  const check = (form: "body" | "standard" | "stripe" | "slack", given: Record<string, string>, later = 0) =>
    assertSigned(
      { ...rule, prefix: "", form, timestampHeader: "x-time", keys: ["new key", "key"] },
      bytes,
      (name) => given[name],
      now + later * 1_000,
    );
  const calls = [
    ["body", { "x-time": at, "x-signature": hmac(`${at}.body`) }],
    ["body", { "x-time": at, "idempotency-key": "a", "x-signature": hmac(`${at}:1:a.body`) }],
    [
      "standard",
      {
        "webhook-id": "m",
        "webhook-timestamp": at,
        "webhook-signature": `v1,x v1,${hmac(`m.${at}.body`, "base64")}`,
      },
    ],
    ["stripe", { "stripe-signature": `t=${at},v1=00,v1=${hmac(`${at}.body`)},v0=1` }],
    ["slack", { "x-slack-request-timestamp": at, "x-slack-signature": `v0=${hmac(`v0:${at}:body`)}` }],
  ] as const;

  expect(calls.map(([form, given]) => check(form, given).key)).toEqual([
    expect.stringMatching(/^signature:/),
    "a",
    "id:m",
    expect.stringMatching(/^signature:/),
    expect.stringMatching(/^signature:/),
  ]);
  for (const [form, given] of calls) {
    for (const late of [301, -301, 86_400]) {
      expect(() => check(form, given, late)).toThrow(expect.objectContaining({ code: "RFP21" }));
    }
  }
});
