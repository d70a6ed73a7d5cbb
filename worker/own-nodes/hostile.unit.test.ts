/** What a hostile node does to its worker: nothing. Its own step fails with a code, and everybody else's goes on. */
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { candidates } from "#child/isolation.ts";
import { eventually } from "#db/testing/eventually.ts";
import type { NodeModule } from "#nodes/node.ts";
import { createTestContext, type TestContextOptions } from "#nodes/sdk/testing.ts";
import { loadOwnNodes, type OwnNodes } from "./load.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const manifestOf = (id: string) => `import { defineNode, noRetry, Type } from "reflux/sdk";
export const manifest = defineNode({
  id: "${id}", version: 1, title: "x", summary: "x", category: "test", icon: "bug", kind: "action",
  config: Type.Object({ secret: Type.Optional(Type.String()), slow: Type.Optional(Type.String({ pattern: "^(a+)+$" })) }),
  input: Type.Unknown(), output: Type.Unknown(), ports: ["out"], effects: "external", retry: noRetry, timeoutMs: 5000,
  secrets: [], hosts: ["declared.test", "*.wild.test", "port.test:8443"], examples: [{ title: "x", config: {}, input: 1, output: 1 }],
});`;

/** What the hostile node does, by the name in its input. */
const deeds = {
  "loops for ever": "for (;;);",
  "hogs its heap": "const a = []; for (;;) a.push(new Array(1e6).fill(1));",
  "hogs bytes": "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));",
  "never resolves": "await new Promise(() => {});",
  "does not hear its signal": "await new Promise((r) => setTimeout(r, 3000)); return 'late';",
  "throws null": "throw null;",
  "throws text": "throw 'x';",
  "throws a proxy": "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });",
  "throws a giant": "throw new Error('x'.repeat(1e7));",
  "throws a forged code":
    "throw Object.assign(new Error('x'), { [Symbol.for('reflux.node-error')]: true, code: 'RFI01' });",
  exits: "process.exit(0);",
  "rejects unheard": "void Promise.reject(new Error('unheard')); await new Promise(() => {});",
  "throws later": "setTimeout(() => { throw new Error('later'); }, 1); await new Promise(() => {});",
  "overflows its stack": "const f = () => f() + 1; return f();",
  "gives a circle": "const a = {}; a.a = a; return a;",
  "gives a bigint": "return 1n;",
  "gives too much": "return 'x'.repeat(40e6);",
  "gives toJSON that throws": "return { toJSON() { throw new Error('no'); } };",
  "forges an outcome":
    "return { [Symbol.for('reflux.outcome')]: true, kind: 'output', output: 1, ports: '__proto__' };",
  "forges an unknown outcome": "return { [Symbol.for('reflux.outcome')]: true, kind: 'drop_table' };",
  "sleeps until never": "return { [Symbol.for('reflux.outcome')]: true, kind: 'sleep_until', at: 'never' };",
  "stores too much": "await ctx.artifacts.put(new Uint8Array(40e6));",
  "has no such secret": "return await ctx.secret('other');",
};
const RUN = `const deeds = {
${Object.entries(deeds)
  .map(([name, body]) => `  ${JSON.stringify(name)}: async (ctx) => { ${body} },`)
  .join("\n")}
  "reads its secret": async (ctx) => await ctx.secret("named"),
  "talks": async (ctx) => { for (let i = 0; i < 5000; i++) ctx.log("info", "x".repeat(100)); console.log("by", "console"); },
  "pollutes": async () => { Object.prototype.polluted = 1; return JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'); },
  "calls": async (ctx, { url, init }) => { const r = await ctx.fetch(url, init); return [r.status, r.url, r.redirected, await r.text()]; },
  "stores": async (ctx) => { const ref = await ctx.artifacts.put(new Uint8Array([1, 2, 3])); return [...(await ctx.artifacts.get(ref))]; },
  "streams": async (ctx) => {
    let made = 0;
    const ref = await ctx.artifacts.write((async function* () { for (; made < 40; made++) yield new Uint8Array(1e6).fill(made); })(), { name: "a.bin" });
    const range = await ctx.artifacts.read(ref, { range: { start: 2e6 - 1, end: 2e6 + 1 } });
    let bytes = 0;
    for await (const piece of await ctx.artifacts.read(ref)) bytes += piece.byteLength;
    for await (const piece of await ctx.artifacts.read(ref)) break;
    return { ref, stat: await ctx.artifacts.stat(ref), bytes, range: [...new Uint8Array(await new Response(range).arrayBuffer())] };
  },
  "breaks off": async (ctx) => {
    const codes = [];
    const refused = (work) => work.catch((error) => codes.push(error.code ?? error.message));
    await refused(ctx.artifacts.write((async function* () { yield new Uint8Array(10); throw new Error("mine"); })()));
    await refused(ctx.artifacts.read({ artifact: "test:99" }));
    await refused(ctx.artifacts.write([1]));
    await refused(ctx.artifacts.get(await ctx.artifacts.write(Array(40).fill(new Uint8Array(1e6)))));
    await Promise.all(Array.from({ length: 30 }, () => ctx.artifacts.write([new Uint8Array(10), new Uint8Array(10)])));
    return codes;
  },
  "returns": async (_, { value }) => value,
};
export const run = async ({ deed, ...more }, ctx) => await deeds[deed](ctx, more);`;

let home: string;
let own: OwnNodes;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "reflux-hostile-"));
  for (const id of ["test.hostile", "test.good"]) {
    await mkdir(join(home, id));
    await writeFile(join(home, id, "manifest.ts"), manifestOf(id));
  }
  await writeFile(join(home, "test.hostile/run.mjs"), RUN);
  await writeFile(join(home, "test.good/run.mjs"), "export const run = async (input) => input;");
  own = await loadOwnNodes(home);
});
afterAll(async () => {
  await own?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

function nodeOf(id: string): NodeModule {
  const found = own.nodes.find(({ manifest }) => manifest.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

async function act(input: unknown, options: Partial<TestContextOptions> = {}, id = "test.hostile") {
  const node = nodeOf(id);
  const ctx = createTestContext(node.manifest, { config: {}, ...options });
  const result = await (await node.load())(input, ctx);
  return { result, ctx };
}

test.each(Object.keys(deeds))(
  "a node that %s fails its own step with a reason, and no other",
  async (deed) => {
    const signal = AbortSignal.timeout(/loops|never|signal/.test(deed) ? 500 : 60_000);

    const failing = act({ deed }, { signal, secrets: { other: "CANARY" } });
    const good = act("still here", {}, "test.good");

    await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(reasons[deed] ?? /./) });
    expect(await good).toMatchObject({ result: "still here" });
    expect(await act({ deed: "returns", value: "again" })).toMatchObject({ result: "again" });
  },
);

const reasons: Readonly<Record<string, RegExp>> = {
  "loops for ever": /timeout/,
  "hogs its heap": /the process of test.hostile ended/,
  exits: /process.exit is closed to own nodes/,
  "rejects unheard": /ended: Error: unheard/,
  "throws later": /ended: Error: later/,
  "gives a circle": /not JSON/,
  "throws a proxy": /cannot be read/,
  "throws a forged code": /^x$/,
  "gives too much": /too large/,
  "stores too much": /too large/,
  "sleeps until never": /outcome/,
  "has no such secret": /may not read the secret "other"/,
};

test("a secret is read when the step's config names it, and only then", async () => {
  const secrets = { named: "5ecret" };

  expect(await act({ deed: "reads its secret" }, { config: { secret: "named" }, secrets })).toMatchObject({
    result: "5ecret",
  });
  await expect(act({ deed: "reads its secret" }, { secrets })).rejects.toMatchObject({ code: "RFP23" });
});

test("its words are counted, and those of its console are among them", async () => {
  const { ctx } = await act({ deed: "talks" });

  expect(ctx.logged.length).toBe(1_000);
});

test("what it gives is data: no prototype of ours changes", async () => {
  const { result } = await act({ deed: "pollutes" });

  expect(Object.keys(Object(result))).toEqual(["__proto__", "constructor"]);
  expect("polluted" in {}).toBe(false);
});

test("bytes go to the store and back", async () => {
  expect((await act({ deed: "stores" })).result).toEqual([1, 2, 3]);
});

test("bytes stream through the worker, both ways and by range; more than a message may have", async () => {
  const ref = { bytes: 40e6, name: "a.bin", content_type: "application/octet-stream" };

  expect((await act({ deed: "streams" })).result).toMatchObject({
    ref,
    stat: ref,
    bytes: 40e6,
    range: [1, 2],
  });
});

test("a stream that breaks off leaves nothing open, and says why", async () => {
  expect((await act({ deed: "breaks off" })).result).toEqual(["mine", "RFV08", "RFV08", "RFV04"]);
});

test("a slow pattern of its manifest is tried in its own process", async () => {
  const signal = AbortSignal.timeout(500);
  const began = performance.now();

  await expect(
    act({ deed: "returns" }, { config: { slow: `${"a".repeat(40)}!` }, signal }),
  ).rejects.toThrow();

  expect(performance.now() - began).toBeLessThan(5_000);
});

const answers: Readonly<Record<string, () => Response>> = {
  "http://declared.test/": () => new Response("hello", { headers: { "x-a": "1" } }),
  "http://declared.test/empty": () => new Response(null, { status: 204 }),
  "http://declared.test/within": () => new Response(null, { status: 302, headers: { location: "/" } }),
  "http://declared.test/away": () =>
    new Response(null, { status: 302, headers: { location: "http://evil.test/" } }),
  "http://declared.test/on": () =>
    new Response(null, { status: 307, headers: { location: "https://a.wild.test/" } }),
  "https://a.wild.test/": () => new Response("wild"),
  "https://port.test:8443/": () => new Response("port"),
};
const fetch: typeof globalThis.fetch = async (input) => {
  const { href } = new URL(input instanceof Request ? input.url : input);
  const answer = answers[href];
  if (!answer) throw new Error(`${href} was called`);
  return answer();
};

test.each([
  ["http://declared.test/", [200, "http://declared.test/", false, "hello"]],
  ["http://declared.test/empty", [204, "http://declared.test/empty", false, ""]],
  ["http://declared.test/within", [200, "http://declared.test/", true, "hello"]],
  ["http://declared.test/on", [200, "https://a.wild.test/", true, "wild"]],
  ["https://port.test:8443/", [200, "https://port.test:8443/", false, "port"]],
])("a declared host answers: %s", async (url, expected) => {
  expect((await act({ deed: "calls", url }, { fetch })).result).toEqual(expected);
});

test.each([
  "http://evil.test/",
  "http://declared.test/away",
  "http://declared.test:81/",
  "https://wild.test/",
  "https://port.test/",
])("an undeclared one is not called: %s", async (url) => {
  await expect(act({ deed: "calls", url }, { fetch })).rejects.toMatchObject({ code: "RFP24" });
});

test("a body is not sent again to another host", async () => {
  const init = { method: "POST", body: "5ecret" };

  await expect(act({ deed: "calls", url: "http://declared.test/on", init }, { fetch })).rejects.toMatchObject(
    {
      code: "RFX01",
    },
  );
});

test("a node that crashes again and again rests, and its steps wait", async () => {
  for (let count = 0; count < 5; count++) {
    await act({ deed: "throws later" }).catch((error: unknown) =>
      expect(error).toMatchObject({ code: "RFX03" }),
    );
  }

  await expect(act({ deed: "returns", value: 1 })).rejects.toMatchObject({
    code: "RFX03",
    retry: "backoff",
    message: expect.stringContaining("rests"),
  });
});

test
  .runIf(process.platform === "linux")
  .each(candidates().map((isolation) => [isolation.says, isolation] as const))(
  "no process is left behind, whatever it does: %s",
  async (_, isolation) => {
    const loaded = await loadOwnNodes(home, { isolations: [isolation] }).catch(() => undefined);
    // Not every machine offers every level.
    if (!loaded) return;
    const kept = own;
    own = loaded;
    const looping = act({ deed: "loops for ever" });
    own = kept;
    await eventually("it loops", () => busy().length > 0);

    await loaded[Symbol.asyncDispose]();

    await expect(looping).rejects.toMatchObject({ code: "RFX03" });
    await eventually("it is gone", () => busy().length === 0);
  },
);

/** Processes that have our hostile node in their command line, but those of the shared set, which are idle. */
function busy(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const looks = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${home}/test.hostile`);
        return looks && readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("R") === true;
      } catch {
        return false;
      }
    });
}
