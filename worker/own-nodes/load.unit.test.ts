import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { builtinNodes, type NodeModule, nodeName } from "#nodes/registry.ts";
import { createTestContext } from "#nodes/sdk/testing.ts";
import { loadOwnNodes } from "./load.ts";

vi.setConfig({ testTimeout: 60_000 });

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "reflux-nodes-"));
});
afterEach(() => rm(directory, { recursive: true }));

const MANIFEST = (id: string, version = 1) => `
import { defineNode, noRetry, Type } from "reflux/sdk";
export const manifest = defineNode({
  id: "${id}", version: ${version}, title: "Test", summary: "A test.", category: "test", icon: "flask", kind: "action",
  config: Type.Object({}), input: Type.Unknown(), output: Type.Unknown(), ports: ["out"], effects: "pure",
  retry: noRetry, timeoutMs: 1000, secrets: [], examples: [{ title: "x", config: {}, input: 1, output: 2 }],
});`;
const RUN = "export const run = async (input: number) => input + 1;";

async function folder(name: string, files: Record<string, string>) {
  await mkdir(join(directory, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, name, file), text);
}

/** Runs the node as the engine does, in a context of a test. */
async function runNode(
  { manifest, load }: NodeModule,
  input: unknown,
  config: unknown = {},
): Promise<unknown> {
  return await (await load())(input, createTestContext(manifest, { config }));
}

test("nodes of a directory anywhere load, and import the sdk by name", async () => {
  await folder("test.one", { "manifest.ts": MANIFEST("test.one"), "run.ts": RUN });
  await folder("test.two@2", {
    "manifest.ts": MANIFEST("test.two", 2),
    "run.mjs": "export const run = async () => 'js';",
  });
  await folder("_draft", { "manifest.ts": "not a module" });
  await folder("node_modules", {});

  await using own = await loadOwnNodes(directory);
  const { nodes, problems } = own;
  const results = await Promise.all(
    nodes.map(async (node) => [nodeName(node.manifest), await runNode(node, 1)]),
  );

  expect({ results, problems }).toEqual({
    results: [
      ["test.one@1", 2],
      ["test.two@2", "js"],
    ],
    problems: [],
  });
});

test("a copy of the template loads once its import names the sdk", async () => {
  await cp(
    fileURLToPath(new URL("../../nodes/_template", import.meta.url)),
    join(directory, "example.greet"),
    {
      recursive: true,
    },
  );
  const manifest = (await import("node:fs/promises")).readFile(
    join(directory, "example.greet/manifest.ts"),
    "utf8",
  );
  await folder("example.greet", { "manifest.ts": (await manifest).replace("../sdk/index.ts", "reflux/sdk") });

  await using own = await loadOwnNodes(directory);

  expect(await runNode(own.nodes[0] as NodeModule, { name: "Ada" }, { greeting: "Hi" })).toEqual({
    text: "Hi, Ada!",
  });
});

test("each malformed folder is a problem of its own, and the sound ones load", async () => {
  await folder("test.sound", { "manifest.ts": MANIFEST("test.sound"), "run.ts": RUN });
  await folder("a-empty", {});
  await folder("b-no-run", { "manifest.ts": MANIFEST("b-no-run".replaceAll("-", "")) });
  await folder("c-no-export", { "manifest.ts": "export const other = 1;", "run.ts": RUN });
  await folder("d-syntax", { "manifest.ts": "export const manifest = {", "run.ts": RUN });
  await folder("e-throws", { "manifest.ts": "throw new Error('on load');", "run.ts": RUN });
  await folder("f-invalid", { "manifest.ts": "export const manifest = { id: 'f' };", "run.ts": RUN });
  await folder("g-name", { "manifest.ts": MANIFEST("test.other"), "run.ts": RUN });
  await folder("test.sound@1", { "manifest.ts": MANIFEST("test.sound"), "run.ts": RUN });

  await using own = await loadOwnNodes(directory);
  const result = { nodes: own.nodes.map(({ manifest }) => nodeName(manifest)), problems: own.problems };

  const problem = (name: string, message: RegExp) => ({
    folder: join(directory, name),
    message: expect.stringMatching(message),
  });
  expect(result).toEqual({
    nodes: ["test.sound@1"],
    problems: [
      problem("a-empty", /^there is no manifest.ts/),
      problem("b-no-run", /the folder is "b-no-run"/),
      problem("c-no-export", /^manifest exports no `manifest`/),
      problem("d-syntax", /^manifest cannot be imported: /),
      problem("e-throws", /^manifest cannot be imported: on load/),
      problem("f-invalid", /version is required/),
      problem("g-name", /the folder is "g-name", but the manifest's id is "test.other"/),
      problem("test.sound@1", /test.sound@1 is there twice/),
    ],
  });
});

test("a run file without a run is an error when the node is first used", async () => {
  await folder("test.norun", { "manifest.ts": MANIFEST("test.norun"), "run.ts": "export const walk = 1;" });

  await using own = await loadOwnNodes(directory);

  await expect(runNode(own.nodes[0] as NodeModule, 1)).rejects.toThrow(
    /test.norun.run exports no function `run`/,
  );
});

test("an edited node is a new node when the directory is loaded again", async () => {
  await folder("test.one", { "manifest.ts": MANIFEST("test.one"), "run.ts": RUN });

  const runFirst = async () => {
    await using own = await loadOwnNodes(directory);
    return await runNode(own.nodes[0] as NodeModule, 1);
  };
  const before = await runFirst();
  await folder("test.one", { "run.ts": "export const run = async () => 'edited';" });
  const result = [before, await runFirst()];

  expect(result).toEqual([2, "edited"]);
});

test("a directory that is not there is an error", async () => {
  await expect(loadOwnNodes(join(directory, "gone"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("built-in nodes have names of their own", () => {
  const names = builtinNodes.map((node) => nodeName(node.manifest));

  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("http.request@1");
});
