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

/** As the inventors of the forms publish them: secret, time, headers, body. */
const published = [
  {
    form: "standard",
    key: "whsec_plJ3nmyCDGBKInavdOK15jsl",
    at: 1_731_705_121,
    body: '{"event_type":"ping","data":{"success":true}}',
    given: {
      "webhook-id": "msg_loFOjxBNrRLzqYUf",
      "webhook-timestamp": "1731705121",
      "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    },
  },
  {
    form: "slack",
    key: "8f742231b10e8888abcd99yyyzzz85a5",
    at: 1_531_420_618,
    body:
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
      "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
      "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
      "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    given: {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
  },
] as const;

test.each(published)(
  "the published example of $form is right, its time is judged, another body is not",
  (example) => {
    const { form, key, at, body } = example;
    const given: Readonly<Record<string, string>> = example.given;
    const check = (text: string, later = 0) =>
      assertSigned(
        { ...rule, form, keys: [key] },
        Buffer.from(text),
        (name) => given[name],
        (at + later) * 1_000,
      );

    expect(() => check(body)).not.toThrow();
    expect(() => check(`${body} `)).toThrow(expect.objectContaining({ code: "RFP04" }));
    expect(() => check(body, 301)).toThrow(expect.objectContaining({ code: "RFP21" }));
  },
);
