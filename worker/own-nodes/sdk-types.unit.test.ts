import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");

/** A project elsewhere, set up as nodes/README.md says, with the template in it. */
async function project(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "reflux-types-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [, config = ""] =
    /```json\n(\{\n {2}"compilerOptions"[\s\S]*?)```/.exec(
      await readFile(join(root, "nodes/README.md"), "utf8"),
    ) ?? [];
  await writeFile(join(folder, "tsconfig.json"), config);
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/reflux"));
  await symlink(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  const node = join(folder, "example.greet");
  await cp(join(root, "nodes/_template"), node, { recursive: true });
  await rm(join(node, "run.test.ts"));
  for (const name of ["manifest.ts", "run.ts"]) await edit(join(node, name), "../sdk/index.ts", "reflux/sdk");
  return folder;
}

async function edit(file: string, before: string, after: string): Promise<void> {
  await writeFile(file, (await readFile(file, "utf8")).replace(before, after));
}

async function problems(folder: string): Promise<string> {
  return await promisify(execFile)(process.execPath, [compiler, "-p", folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

test("a node elsewhere has the types of its schemas from reflux/sdk", { timeout: 180_000 }, async () => {
  const folder = await project();

  expect(await problems(folder)).toBe("");
  await edit(join(folder, "example.greet/run.ts"), "input.name", "input.nam");
  expect(await problems(folder)).toContain("Property 'nam' does not exist on type '{ name: string; }'");
});
