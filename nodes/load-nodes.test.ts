import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtinNodes, nodeName } from "./registry.ts";

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

/** In a process of its own, as `reflux worker --nodes DIR` does it: the test runner resolves imports its own way. */
async function load(program: string): Promise<unknown> {
  const registry = fileURLToPath(new URL("./registry.ts", import.meta.url));
  const script = `import { loadNodes, nodeName } from ${JSON.stringify(registry)};
    import { writeFile, utimes } from "node:fs/promises";
    const directory = ${JSON.stringify(directory)};
    ${program}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module-typescript",
    "-e",
    script,
  ]);
  return JSON.parse(stdout);
}

test("nodes of a directory anywhere load, and import the sdk by name", async () => {
  await folder("test.one", { "manifest.ts": MANIFEST("test.one"), "run.ts": RUN });
  await folder("test.two@2", {
    "manifest.ts": MANIFEST("test.two", 2),
    "run.mjs": "export const run = async () => 'js';",
  });
  await folder("_draft", { "manifest.ts": "not a module" });
  await folder("node_modules", {});

  const result = await load(`
    const { nodes, problems } = await loadNodes(directory);
    const results = await Promise.all(nodes.map(async (node) => [nodeName(node.manifest), await (await node.load())(1, {})]));
    console.log(JSON.stringify({ results, problems }));`);

  expect(result).toEqual({
    results: [
      ["test.one@1", 2],
      ["test.two@2", "js"],
    ],
    problems: [],
  });
});

test("a copy of the template loads once its import names the sdk", async () => {
  await cp(fileURLToPath(new URL("./_template", import.meta.url)), join(directory, "example.greet"), {
    recursive: true,
  });
  const manifest = (await import("node:fs/promises")).readFile(
    join(directory, "example.greet/manifest.ts"),
    "utf8",
  );
  await folder("example.greet", { "manifest.ts": (await manifest).replace("../sdk/index.ts", "reflux/sdk") });

  const result = await load(`
    const { nodes: [node] } = await loadNodes(directory);
    console.log(JSON.stringify(await (await node.load())({ name: "Ada" }, { config: { greeting: "Hi" } })));`);

  expect(result).toEqual({ text: "Hi, Ada!" });
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

  const result = await load(`
    const { nodes, problems } = await loadNodes(directory);
    console.log(JSON.stringify({ nodes: nodes.map((node) => nodeName(node.manifest)), problems }));`);

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
      problem("f-invalid", /must have required properties/),
      problem("g-name", /the folder is "g-name", but the manifest's id is "test.other"/),
      problem("test.sound@1", /test.sound@1 is there twice/),
    ],
  });
});

test("a run file without a run is an error when the node is first used", async () => {
  await folder("test.norun", { "manifest.ts": MANIFEST("test.norun"), "run.ts": "export const walk = 1;" });

  const result = await load(`
    const { nodes: [node] } = await loadNodes(directory);
    console.log(JSON.stringify(await node.load().catch((error) => error.message)));`);

  expect(result).toMatch(/test.norun.run exports no function `run`/);
});

test("an edited node is a new node when the directory is loaded again", async () => {
  await folder("test.one", { "manifest.ts": MANIFEST("test.one"), "run.ts": RUN });
  await utimes(join(directory, "test.one/run.ts"), 1, 1);

  const result = await load(`
    const runFirst = async () => (await (await loadNodes(directory)).nodes[0].load())(1, {});
    const before = await runFirst();
    await writeFile(directory + "/test.one/run.ts", "export const run = async () => 'edited';");
    await utimes(directory + "/test.one/run.ts", 2, 2);
    console.log(JSON.stringify([before, await runFirst()]));`);

  expect(result).toEqual([2, "edited"]);
});

test("a directory that is not there is an error", async () => {
  const result = await load(`
    console.log(JSON.stringify(await loadNodes(directory + "/gone").catch((error) => error.code)));`);

  expect(result).toBe("ENOENT");
});

test("built-in nodes have names of their own", () => {
  const names = builtinNodes.map((node) => nodeName(node.manifest));

  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("http.request@1");
});
