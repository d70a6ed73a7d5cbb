/** What an attempt leaves of what it said to others: by every door of every node, within its limit, and fit to be stored. */
import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { NodeModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import type { Evidence } from "#nodes/sdk/index.ts";
import { attemptOf } from "../testing/attempt.ts";
import { scripted } from "../testing/nodes.ts";
import { createRecorder } from "./evidence.ts";

/** What leads out of a process: whoever calls one of these says something to somebody. */
const DOORS = /\b(fetch|connect|exchange|sqlInTransaction)\(/;

test("every node that has a door leaves evidence by it, and no other node leaves any", async () => {
  for (const node of builtinNodes) {
    const { id, examples } = node.manifest;
    const left = [];
    for (const { config } of [...examples, ...(more[id] ?? [])])
      left.push(
        ...((await attemptOf(node, { config: withoutSecrets(config), fetch: answer })).evidence() ?? []),
      );

    expect(left.length > 0, id).toBe(await hasDoor(node));
  }
});

const more: Readonly<Record<string, readonly { readonly config: unknown }[]>> = {
  "postgres.query": [{ config: { text: "select 1", connection: "postgres://a:b@db.example.com/shop" } }],
};

/** An example that reads secrets has no say here, and hosts are nobody's. */
function withoutSecrets(config: unknown): unknown {
  return JSON.parse(JSON.stringify(config).replaceAll(/\{\{ secrets\.\w+ \}\}/g, "x"), (key, value) =>
    key === "hmac" ? undefined : value,
  );
}

const answer: typeof globalThis.fetch = async () => Response.json({ id: 42 });

async function hasDoor({ manifest: { id } }: NodeModule): Promise<boolean> {
  const folder = new URL(`../../nodes/${id}/`, import.meta.url);
  const files = (await readdir(folder)).filter((file) => /(?<!\.test|manifest)\.ts$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), "utf8")));
  return texts.some((text) => DOORS.test(text));
}

const limit = 16_384;
const redact = <T>(value: T) => value;
const http = (more: object): Evidence => ({
  kind: "http",
  method: "GET",
  url: "https://a.example/",
  ...more,
});
const long = (unit: string) => unit.repeat(100_000);
const hard: readonly (readonly [what: string, entry: Evidence])[] = [
  ["a long URL", http({ url: `https://a.example/${long("x")}` })],
  ["a long header", http({ headers: { a: long("x") } })],
  [
    "many headers",
    http({
      headers: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`x${n}`, long("é").slice(0, 99)])),
    }),
  ],
  [
    "headers with long names",
    http({ headers: Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`${n}${long("x")}`, "1"])) }),
  ],
  [
    "long texts of three bytes each",
    http({
      body: { text: long("漢"), bytes: 1 },
      answer: { status: 200, body: { text: long("漢"), bytes: 1 } },
    }),
  ],
  ["what JSON escapes", http({ body: { text: long("\u0001"), bytes: 1 } })],
  [
    "zeros, and halves of characters",
    http({ url: "a\0\ud800", headers: { "\0": "\udfff" }, body: { text: "\0", bytes: 1 } }),
  ],
  ["a long statement", { kind: "sql", statement: long("s"), values: [long("v"), { deep: [long("w")] }] }],
  ["many values", { kind: "sql", statement: "s", values: Array.from({ length: 65_000 }, () => "value") }],
  ["a long note", { kind: "other", title: long("t"), sent: long("s"), answer: long("a"), error: long("e") }],
];

test.each(hard)("%s: what is kept fits, can be stored, and says that it was cut", (_what, entry) => {
  const recorder = createRecorder(redact, limit);
  recorder.add(entry);

  const kept = recorder.kept();

  const text = JSON.stringify(kept);
  expect(kept).toHaveLength(1);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  expect(text).not.toContain("\\u0000");
  expect(text.isWellFormed() && !/\\ud[89a-f]/.test(text)).toBe(true);
  if (JSON.stringify(entry).length > limit) expect(text).toMatch(/…|"cut":true|"parameters":65000/);
});

test("of many the newest are kept, and it is said how many are gone", () => {
  const recorder = createRecorder(redact, limit);
  for (let n = 1; n <= 500; n += 1)
    recorder.add(http({ url: `https://a.example/${n}`, body: { text: long("x"), bytes: 1 } }));

  const [first, ...rest] = recorder.kept() ?? [];

  expect(first).toEqual({ kind: "left out", count: 500 - rest.length });
  expect(rest.length).toBeGreaterThan(1);
  expect(rest.at(-1)).toMatchObject({ url: "https://a.example/500", body: { cut: true } });
});

test("credentials are masked by the name of their header, whoever sends them and whatever they are", () => {
  const recorder = createRecorder(redact, limit);
  const headers = {
    Authorization: "Basic abc",
    "proxy-authorization": "x",
    cookie: "s=1",
    "X-Api-Key": "1",
    "x-auth-token": "1",
    "x-shop-secret": "1",
    "x-password": "1",
    accept: "text/plain",
    "idempotency-key": "run:1",
  };
  recorder.add(
    http({
      url: "https://me:mine@a.example/",
      headers,
      answer: { status: 200, headers: { "set-cookie": ["a=1", "b=2"] } },
    }),
  );

  const [kept] = recorder.kept() ?? [];

  expect(kept).toMatchObject({
    url: "https://•••@a.example/",
    headers: {
      ...Object.fromEntries(Object.keys(headers).map((name) => [name, "•••"])),
      accept: "text/plain",
      "idempotency-key": "run:1",
    },
    answer: { headers: { "set-cookie": "•••" } },
  });
});

test("a limit of 0 keeps nothing, and an attempt that speaks to nobody leaves nothing", async () => {
  const asks = scripted("test.asks", (_input, ctx) => ctx.fetch("https://a.example/"));
  const quiet = scripted("test.quiet", () => 1);

  expect((await attemptOf(asks, { fetch: answer })).evidence()).toHaveLength(1);
  expect((await attemptOf(asks, { fetch: answer, evidenceBytes: 0 })).evidence()).toBeUndefined();
  expect((await attemptOf(quiet, {})).evidence()).toBeUndefined();
});

test("what it cost to speak to others is told, kept or not; who speaks to nobody has cost nothing", async () => {
  const asks = scripted("test.asks", async (_input, ctx) => {
    await (await ctx.fetch("https://a.example/", { method: "POST", body: "four" })).text();
    return await (await ctx.fetch("https://a.example/")).text();
  });
  const quiet = scripted("test.quiet", () => 1);

  for (const evidenceBytes of [0, 16_384]) {
    const { outcome, usage } = await attemptOf(asks, { fetch: answer, evidenceBytes });
    const bytes = Buffer.byteLength(String((outcome as { output: unknown }).output));
    expect(usage()).toEqual({ calls: 2, bytes_out: 4, bytes_in: 2 * bytes });
  }
  expect((await attemptOf(quiet, {})).usage()).toBeUndefined();
});
