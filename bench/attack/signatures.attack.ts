import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { announce, deploy, webhookFlow } from "#graphql/tests/driver.ts";
import { withServer } from "#graphql/tests/kit.ts";
import { signatureHeaders } from "#nodes/sdk/index.ts";
import { attackDoor } from "./attempts.ts";

const KEY = "whsec_c2VjcmV0LW9mLXRoZS1zaG9w";
const OLD = "the secret before";
const BODY = `{"id":7}`;
const options = {
  secret: "shop",
  header: "x-signature",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "",
} as const;

const forms = {
  body: { ...options },
  time: { ...options, timestamp_header: "x-time" },
  standard: { ...options, form: "standard" },
  stripe: { ...options, form: "stripe" },
  slack: { ...options, form: "slack" },
} as const;
type Form = (typeof forms)[keyof typeof forms];
type Call = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const at = (seconds: number) => new Date(Date.now() + seconds * 1_000);
let calls = 0;
function sign(form: Form, { key = KEY, time = at(0), body = BODY, id = `call-${(calls += 1)}` } = {}): Call {
  return { headers: signatureHeaders(body, key, form, { id, at: time }), body };
}
const each = (call: Call, change: (value: string, name: string) => string): Call => ({
  ...call,
  headers: Object.fromEntries(
    Object.entries(call.headers).map(([name, value]) => [name, change(value, name)]),
  ),
});
const isSignature = (name: string) => name.endsWith("signature");
const isTime = (name: string) => /time/.test(name);

/** What is done to a rightly signed call. Each has to be refused. */
const tampering: Readonly<Record<string, (form: Form) => Call>> = {
  "another body": (form) => ({ ...sign(form), body: `{"id":8}` }),
  "a longer body": (form) => ({ ...sign(form), body: `${BODY} ` }),
  "no body": (form) => ({ ...sign(form), body: "" }),
  "the body twice": (form) => ({ ...sign(form), body: BODY + BODY }),
  "another secret": (form) => sign(form, { key: "another" }),
  "an empty secret": (form) => sign(form, { key: "" }),
  "an empty secret of Standard Webhooks": (form) => sign(form, { key: "whsec_" }),
  "the name of the secret": (form) => sign(form, { key: "shop" }),
  "the secret in upper case": (form) => sign(form, { key: KEY.toUpperCase() }),
  "no headers": (form) => ({ ...sign(form), headers: {} }),
  "empty headers": (form) => each(sign(form), () => ""),
  "cut by one": (form) => each(sign(form), (value, name) => (isSignature(name) ? value.slice(0, -2) : value)),
  "cut to its beginning": (form) =>
    each(sign(form), (value, name) => (isSignature(name) ? value.slice(0, 8) : value)),
  "one more digit": (form) => each(sign(form), (value, name) => (isSignature(name) ? `${value}0` : value)),
  "one digit changed": (form) =>
    each(sign(form), (value, name) =>
      isSignature(name) ? value.replace(/\w(?=\W*$)/, (x) => (x === "1" ? "2" : "1")) : value,
    ),
  "letters swapped": (form) =>
    each(sign(form), (value, name) => (isSignature(name) ? value.split("").toReversed().join("") : value)),
  "signature in quotes": (form) =>
    each(sign(form), (value, name) => (isSignature(name) ? `"${value}"` : value)),
  "a list of wrong ones": (form) =>
    each(sign(form, { key: "x" }), (value, name) =>
      isSignature(name) ? `${value},${value} ${value}` : value,
    ),
  "an object": (form) =>
    each(sign(form), (value, name) => (isSignature(name) ? `{"$ne":"${value.slice(0, 4)}"}` : value)),
  "another algorithm": (form) => withHash(form, "sha512"),
  "a weaker algorithm": (form) => withHash(form, "sha1"),
  "no algorithm": (form) =>
    each(sign(form), (value, name) =>
      isSignature(name) ? value.replace(/[0-9a-zA-Z+/]{20,}=*/, BODY) : value,
    ),
  "the hash without the secret": (form) => sign(form, { key: "\0" }),
};

/** Only where the time is signed. */
const timing: Readonly<Record<string, (form: Form) => Call>> = {
  ...Object.fromEntries(
    [-301, -3_600, -86_400, -31_536_000, 330, 3_600, 86_400, 1e9].map((seconds) => [
      `signed ${seconds} s from now`,
      (form: Form) => sign(form, { time: at(seconds) }),
    ]),
  ),
  ...Object.fromEntries(
    [
      "NaN",
      "",
      "-1",
      "0",
      "1e10",
      "Infinity",
      "0x7fffffff",
      " 1",
      "1.5",
      "null",
      "99999999999999",
      "now",
    ].map((time) => [
      `the time ${JSON.stringify(time)}`,
      (form: Form) =>
        each(sign(form), (value, name) =>
          isTime(name) ? time : name === "stripe-signature" ? value.replace(/t=\d+/, `t=${time}`) : value,
        ),
    ]),
  ),
  "the time of later": (form) =>
    each(sign(form, { time: at(-900) }), (value, name) =>
      isTime(name)
        ? String(Math.floor(Date.now() / 1_000))
        : value.replace(/t=\d+/, `t=${Math.floor(Date.now() / 1_000)}`),
    ),
  "two times": (form) =>
    each(sign(form, { time: at(-900) }), (value, name) =>
      isTime(name)
        ? `${value}, ${Math.floor(Date.now() / 1_000)}`
        : value.replace(/^t=/, `t=${Math.floor(Date.now() / 1_000)},t=`),
    ),
  "no time": (form) => {
    const { headers, body } = sign(form);
    const kept = Object.entries(headers).filter(([name]) => !isTime(name));
    return {
      body,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, value.replace(/t=\d+,/, "")])),
    };
  },
};

function withHash(form: Form, algorithm: string): Call {
  const wrong = createHmac(algorithm, KEY).update(BODY).digest("hex");
  return each(sign(form), (value, name) =>
    isSignature(name) ? value.replace(/[0-9a-zA-Z+/]{20,}=*/, wrong) : value,
  );
}

test("no call passes that was not signed, as it is, by who has the secret, just now", async () => {
  await withServer(async ({ pool, fetch }) => {
    await announce(pool);
    for (const [name, value] of [
      ["shop", KEY],
      ["shop_old", OLD],
    ] as const)
      await pool.query("select reflux_private.store_secret($1, $2)", [name, encryptSecret(name, value)]);
    for (const [path, hmac] of Object.entries(forms))
      await deploy(pool, path, webhookFlow(path, { hmac: { ...hmac, old_secret: "shop_old" } }));
    const send = async (path: string, { headers, body }: Call) =>
      await fetch(`/hooks/${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });
    const runs = async () =>
      (await pool.query<{ n: string }>("select count(*) as n from reflux.runs")).rows[0]?.n;
    const runOf = async (answer: Response) =>
      JSON.stringify(((await answer.json()) as { run?: unknown }).run);

    await attackDoor("signatures", async (attempt) => {
      for (const [path, form] of Object.entries(forms)) {
        const isTimed = path !== "body";
        // What is right passes, by today's secret and the one before; else the rest would prove nothing.
        for (const key of [KEY, OLD]) expect((await send(path, sign(form, { key }))).status, path).toBe(202);
        for (const [what, tamper] of Object.entries({ ...tampering, ...(isTimed ? timing : {}) }))
          await attempt(`${path}: ${what}`, async () => {
            const before = await runs();
            const answer = await send(path, tamper(form));
            // An empty Idempotency-Key is malformed besides.
            expect([400, 401]).toContain(answer.status);
            expect(await answer.text()).not.toContain(KEY);
            expect(await runs()).toBe(before);
          });
        if (!isTimed) continue;
        for (const key of [undefined, "a", "another", "z".repeat(255)])
          await attempt(`${path}: sent again with the key ${key?.slice(0, 9)}`, async () => {
            const call = sign(form);
            const first = await runOf(await send(path, call));
            const before = await runs();
            const again = await send(path, {
              ...call,
              headers: { ...call.headers, ...(key === undefined ? {} : { "idempotency-key": key }) },
            });
            if (again.status === 202) expect(await runOf(again)).toBe(first);
            expect(await runs()).toBe(before);
          });
      }
    });
  });
});
