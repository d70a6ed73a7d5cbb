import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { checkOwnNodes } from "./check.ts";

vi.setConfig({ testTimeout: 60_000 });

const template = fileURLToPath(new URL("../../nodes/_template/", import.meta.url));

/** The template under a name, with something else in a file. */
async function node(directory: string, file?: string, change: (text: string) => string = (text) => text) {
  const folder = join(directory, "example.greet");
  await cp(template, folder, { recursive: true });
  for (const name of ["manifest.ts", "run.ts", "README.md"]) {
    const text = (await readFile(join(folder, name), "utf8")).replaceAll("../sdk/index.ts", "reflux/sdk");
    await writeFile(join(folder, name), name === file ? change(text) : text);
  }
  return folder;
}

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "reflux-check-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

test("the template, copied, keeps the contract, by itself and among others", async () => {
  const all = await directory();
  const folder = await node(all);
  await cp(folder, join(all, "wrong.name"), { recursive: true });

  const sound = { folder, node: "example.greet@1", findings: [] };
  expect(await checkOwnNodes(folder)).toEqual([sound]);
  expect(await checkOwnNodes(all)).toEqual([
    sound,
    {
      folder: join(all, "wrong.name"),
      node: null,
      findings: [{ check: "load", message: expect.stringContaining('the folder is "wrong.name"') }],
    },
  ]);
});

const run = (body: string) => () => `export const run = async (input, ctx) => ({ text: ${body} });`;

test.for<[what: string, file: string, change: (text: string) => string, check: string]>([
  ["a README without its headings", "README.md", () => "# Greet", "readme"],
  ["an example that is not so", "run.ts", run("'Hi'"), "example"],
  ["a clock in what is pure", "run.ts", run("String(ctx.now())"), "pure"],
  ["a manifest without a title", "manifest.ts", (text) => text.replace(/title: "Greet",/, ""), "load"],
  ["code that does not load", "run.ts", () => "export const run = ;", "example"],
])("%s is found", async ([, file, change, check]) => {
  const [found] = await checkOwnNodes(await node(await directory(), file, change));

  expect(found?.findings.map((finding) => finding.check)).toContain(check);
});

test("a folder that is not there is refused", async () => {
  await expect(checkOwnNodes("/no/such/folder")).rejects.toMatchObject({ code: "RFV06" });
});
