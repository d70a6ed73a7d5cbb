import { expect, test } from "vitest";
import { checkConformance, type Finding } from "./conformance.ts";
import { NodeError, output, type Run, Type } from "./sdk/index.ts";

const README = "## When to use\n## Input\n## Output\n## Fails when\n## Cost\n";

/** A node that calls out with a secret, and passes. Each test spoils one thing of it. */
const good = {
  id: "test.call",
  version: 1,
  title: "Call",
  summary: "Calls out.",
  category: "test",
  icon: "phone",
  kind: "action",
  config: Type.Object({ token: Type.String() }),
  input: Type.Object({ id: Type.Integer() }),
  output: Type.Object({ ok: Type.Boolean() }),
  ports: ["out"],
  effects: "external",
  retry: { max: 0, backoffMs: 0, maxBackoffMs: 0, jitter: 0 },
  timeoutMs: 1_000,
  secrets: ["token"],
  examples: [
    {
      title: "one call",
      config: { token: "{{ secrets.token }}" },
      input: { id: 1 },
      output: { ok: true },
      http: [{ request: { method: "GET", url: "https://example.com/" }, response: { status: 200 } }],
    },
  ],
};
const [example] = good.examples;
/** Without secrets, network and effects. */
const pure = {
  ...good,
  effects: "pure",
  secrets: [],
  examples: [{ ...example, config: { token: "x" }, http: [] }],
};

const call: Run = async (_input, ctx) => {
  try {
    const { token } = Object(ctx.config);
    const response = await ctx.fetch("https://example.com/", { headers: { token }, signal: ctx.signal });
    if (!response.ok) throw new NodeError("RFX01", `answered ${response.status}`);
    return { ok: response.ok };
  } catch (error) {
    if (error instanceof NodeError) throw error;
    throw new NodeError("RFX02", "no answer");
  }
};
const same: Run = async () => ({ ok: true });

test("a good node has no finding", async () => {
  expect(await checkConformance({ manifest: good, run: call, readme: README })).toEqual([]);
  expect(
    await checkConformance({ manifest: { ...good, hosts: ["example.com"] }, run: call, readme: README }),
  ).toEqual([]);
  expect(await checkConformance({ manifest: pure, run: same, readme: README })).toEqual([]);
});

let calls = 0;
const bad: readonly [
  what: string,
  check: Finding["check"],
  message: RegExp,
  manifest: unknown,
  run: unknown,
][] = [
  ["no manifest", "manifest", /expected object/, undefined, same],
  ["a manifest without a field", "manifest", /version is required/, without("version"), same],
  [
    "an unknown key in the manifest",
    "manifest",
    /colour is not a known field/,
    { ...good, colour: "red" },
    same,
  ],
  [
    "an id that is no folder name",
    "manifest",
    /^id must be lower-case words/,
    { ...good, id: "../evil" },
    same,
  ],
  [
    "a schema the form cannot show",
    "manifest",
    /config\.a uses "anyOf"/,
    { ...good, config: Type.Object({ a: Type.Union([Type.String(), Type.Null()]) }) },
    same,
  ],
  ["no example", "manifest", /^examples/, { ...good, examples: [] }, same],
  ["an example without a result", "manifest", /exactly one of/, withExample({ output: undefined }), same],
  ["a secret field that does not exist", "manifest", /names "gone"/, { ...good, secrets: ["gone"] }, same],
  ["a host that is none", "manifest", /hosts/, { ...good, hosts: ["http://example.com/"] }, same],
  ["a host twice", "manifest", /hosts/, { ...good, hosts: ["example.com", "example.com"] }, same],
  [
    "a call to a host it does not declare",
    "effects",
    /does not declare/,
    { ...good, hosts: ["example.org"] },
    call,
  ],
  ["a run that is no function", "manifest", /not a function/, good, "run"],
  [
    "a secret field that no example shows",
    "secrets",
    /no example shows/,
    withExample({ config: { token: "x" } }),
    call,
  ],
  ["a secret in another field", "secrets", /holds a secret unannounced/, { ...good, secrets: [] }, call],
  ["a config that does not fit", "example", /RFV08/, withExample({ config: {} }), call],
  ["an input that does not fit", "example", /input/, withExample({ input: { id: "x" } }), call],
  ["an output that is another", "example", /gives \{"ok":false\}/, pure, async () => ({ ok: false })],
  [
    "an output that does not fit",
    "example",
    /output ok expected boolean/,
    { ...pure, examples: [{ ...example, config: { token: "" }, output: { ok: 1 } }] },
    async () => ({ ok: 1 }),
  ],
  [
    "data where an outcome is promised",
    "example",
    /gives/,
    {
      ...pure,
      examples: [
        {
          title: "x",
          config: { token: "" },
          input: { id: 1 },
          outcome: output({ ok: true }, { port: "out" }),
        },
      ],
    },
    async () => ({ kind: "output", output: { ok: true }, ports: ["out"] }),
  ],
  [
    "a port of its own invention",
    "example",
    /port "side"/,
    {
      ...pure,
      examples: [
        {
          title: "x",
          config: { token: "" },
          input: { id: 1 },
          outcome: output({ ok: true }, { port: "side" }),
        },
      ],
    },
    async () => output({ ok: true }, { port: "side" }),
  ],
  ["an error where a result is promised", "example", /fails with RFX01/, pure, async () => fail("RFX01")],
  [
    "another error than promised",
    "example",
    /fails with RFX01/,
    { ...pure, examples: [{ title: "x", config: { token: "" }, input: { id: 1 }, error: "RFX02" }] },
    async () => fail("RFX01"),
  ],
  [
    "no error where one is promised",
    "example",
    /does not fail with RFX02/,
    { ...pure, examples: [{ title: "x", config: { token: "" }, input: { id: 1 }, error: "RFX02" }] },
    same,
  ],
  ["a pure node that counts", "pure", /another output/, pure, async () => ({ ok: calls++ % 2 === 0 })],
  [
    "a pure node that looks at the clock",
    "pure",
    /uses ctx.now/,
    pure,
    async (...[, ctx]: Parameters<Run>) => ({ ok: ctx.now().getTime() > 0 }),
  ],
  ["a node that does not hear an abort", "abort", /after an abort/, good, deaf],
  [
    "a secret in the output",
    "secrets",
    /secret "token" in its output/,
    good,
    async (...[, ctx]: Parameters<Run>) => ({ ok: true, sent: ctx.config }),
  ],
  [
    "a secret in the log",
    "secrets",
    /secret "token" in its log/,
    good,
    async (...[input, ctx]: Parameters<Run>) => (
      ctx.log("info", "calling", Object(ctx.config)), call(input, ctx)
    ),
  ],
  [
    "a secret in an error's message",
    "secrets",
    /network fails.*secret "token" in its error/,
    good,
    rethrowing((error) => new NodeError("RFX02", String(error))),
  ],
  [
    "a secret in an error's cause",
    "secrets",
    /network fails.*secret "token" in its error/,
    good,
    rethrowing((cause) => new NodeError("RFX02", "no answer", { cause })),
  ],
  ["an error that is not ours", "errors", /instead of a NodeError/, good, rethrowing((error) => error)],
  [
    "fetch instead of ctx.fetch",
    "effects",
    /instead of ctx.fetch/,
    good,
    async () => (await fetch("https://example.com/").catch(() => undefined), { ok: true }),
  ],
];

test.each(bad)("%s is found", async (_, check, message, manifest, run) => {
  const findings = await checkConformance({ manifest, run, readme: README });

  expect(findings).toContainEqual({ check, message: expect.stringMatching(message) });
});

test.each(["When to use", "Input", "Output", "Fails when", "Cost"])(
  "a README without %s is found",
  async (heading) => {
    const readme = README.replace(`## ${heading}\n`, "");

    expect(await checkConformance({ manifest: pure, run: same, readme })).toEqual([
      { check: "readme", message: `README.md has no heading "## ${heading}"` },
    ]);
  },
);

function without(key: keyof typeof good) {
  const { [key]: _, ...rest } = good;
  return rest;
}

function withExample(change: object) {
  return { ...good, examples: [JSON.parse(JSON.stringify({ ...example, ...change }))] };
}

function fail(code: string): never {
  throw new NodeError(code, "on purpose");
}

/** Calls out, and when that fails, fails in its own way. */
function rethrowing(translate: (error: unknown) => unknown): Run {
  return async (input, ctx) => {
    const { token } = Object(ctx.config);
    const response = await ctx
      .fetch("https://example.com/", { headers: { token } })
      .catch((error: unknown) => {
        throw translate(error);
      });
    return { ok: response.ok, input };
  };
}

/** Waits for an answer whatever the signal says. */
async function deaf(...[, ctx]: Parameters<Run>) {
  await ctx.fetch("https://example.com/");
  return { ok: true };
}
