/** Nodes of one's own in a real worker: they work, and a hostile one harms nobody. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtinNodes } from "#nodes/registry.ts";
import { loadOwnNodes, type OwnNodes } from "../own-nodes/load.ts";
import { flow, withBench } from "../testing/kit.ts";
import { pass } from "../testing/nodes.ts";

const manifestOf = (id: string) => `import { defineNode, noRetry, Type } from "reflux/sdk";
export const manifest = defineNode({
  id: "${id}", version: 1, title: "x", summary: "x", category: "test", icon: "bug", kind: "action",
  config: Type.Object({ text: Type.Optional(Type.String({ pattern: "^[a-z]*$" })) }, { additionalProperties: false }),
  input: Type.Unknown(), output: Type.Unknown(), ports: ["out", "side"], effects: "external", retry: noRetry,
  timeoutMs: 2000, secrets: [], hosts: [], examples: [{ title: "x", config: {}, input: 1, output: 1 }],
});`;
const nodes = {
  "test.own": `import { output } from "reflux/sdk";
    export const run = async (input, ctx) => {
      ctx.log("info", "working");
      ctx.progress(0.5);
      return output({ input, text: ctx.config.text, key: ctx.idempotencyKey, random: ctx.random() < 1 }, { port: "side" });
    };`,
  "test.loop": "export const run = async () => { for (;;); };",
  "test.env": "export const run = async () => JSON.stringify(process.env) + process.argv.join();",
};

let home: string;
let own: OwnNodes;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "reflux-own-"));
  for (const [id, code] of Object.entries(nodes)) {
    await mkdir(join(home, id));
    await writeFile(join(home, id, "manifest.ts"), manifestOf(id));
    await writeFile(join(home, id, "run.mjs"), code);
  }
  own = await loadOwnNodes(home);
});
afterAll(async () => {
  await own?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

test("a node of one's own runs, logs, and leaves by its port", () =>
  withBench(async ({ startWorker, run, rows }) => {
    await startWorker({ nodes: [...builtinNodes, pass, ...own.nodes] });

    const ended = await run(
      flow({ a: { node: "test.own", config: { text: "{{ input }}" } }, b: {} }, ["a.side -> b"]),
      { input: "hello" },
    );

    expect(ended).toMatchObject({
      state: "succeeded",
      output: { input: "hello", text: "hello", key: expect.stringContaining("reflux:"), random: true },
    });
    const [shown] = await rows<{ pattern: string }>(
      "select manifest #>> '{config,properties,text,pattern}' as pattern from reflux.nodes where name = 'test.own'",
    );
    expect(shown?.pattern).toBe("^[a-z]*$");
  }));

test("what its schema refuses is refused, though the worker does not try its patterns", () =>
  withBench(async ({ startWorker, run, step }) => {
    await startWorker({ nodes: [...builtinNodes, pass, ...own.nodes] });

    const ended = await run(flow({ a: { node: "test.own", config: { text: "{{ input }}" } } }), {
      input: "NO",
    });

    expect(await step(ended.id, "a")).toMatchObject({ state: "failed", error: { code: "RFV08" } });
  }));

test("one that loops for ever fails its step, and the others go on", () =>
  withBench(async ({ startWorker, run, deploy, start, finished, step }) => {
    await startWorker({ nodes: [...builtinNodes, pass, ...own.nodes] });
    await deploy("loop", flow({ a: { node: "test.loop" } }));
    const looping = await start("loop");

    const others = await run(flow({ a: {}, b: { node: "test.own" } }, ["a -> b"]), { input: 1 });

    expect(others).toMatchObject({ state: "succeeded" });
    expect(await finished(looping)).toMatchObject({ state: "failed" });
    expect(await step(looping, "a")).toMatchObject({ state: "failed", error: { code: "RFT01" } });
  }));

test("one that looks for our environment finds nothing of it", () =>
  withBench(async ({ startWorker, run }) => {
    await startWorker({ nodes: [...builtinNodes, pass, ...own.nodes] });

    expect(await run(flow({ a: { node: "test.env" } }))).toMatchObject({ state: "succeeded", output: "{}" });
  }));
