import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { manifest as template } from "./_template/manifest.ts";
import { run as runTemplate } from "./_template/run.ts";
import { checkConformance } from "./conformance.ts";
import { builtinNodes } from "./registry.ts";

const readme = (folder: string) => readFile(new URL(`./${folder}/README.md`, import.meta.url), "utf8");

test.each(builtinNodes.map((node) => [node.manifest.id, node] as const))(
  "%s keeps the contract",
  async (id, node) => {
    const candidate = { manifest: node.manifest, run: await node.load(), readme: await readme(id) };

    expect(await checkConformance(candidate)).toEqual([]);
  },
);

test("the template keeps the contract", async () => {
  const candidate = { manifest: template, run: runTemplate, readme: await readme("_template") };

  expect(await checkConformance(candidate)).toEqual([]);
});
