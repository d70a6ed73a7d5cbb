/** How a heavy package is installed, with a small one that a test makes: it comes from a folder beside it. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { runProgram } from "#child/program.ts";
import { type HeavyPackage, heavyPackages } from "./heavy-packages.ts";
import { install, stateOf } from "./install.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const answer = JSON.stringify(join(root, "child/inside/answer.ts"));

/** A folder with a package `tiny` as a registry would give it, a package folder that wants it, and an empty home. */
async function tinyPackage(probe = "require('tiny')") {
  const at = mkdtempSync("/tmp/reflux-setup-");
  onTestFinished(() => rmSync(at, { recursive: true }));
  const folder = join(at, "heavy/tiny-things");
  const write = (file: string, content: unknown) => {
    mkdirSync(join(at, file, ".."), { recursive: true });
    writeFileSync(join(at, file), typeof content === "string" ? content : JSON.stringify(content));
  };
  write("tiny/package.json", {
    name: "tiny",
    version: "1.0.0",
    main: "main.js",
    scripts: { postinstall: "node -e 'process.exit(1)'" },
  });
  write("tiny/main.js", "module.exports = 'tiny answers'");
  const sh = { cwd: at, env: process.env, deadlineMs: 60_000 };
  const packed = await runProgram({ ...sh, command: ["npm", "pack", "./tiny", "--loglevel=error"] });
  expect(packed).toMatchObject({ ok: true });
  write("heavy/tiny-things/package.json", {
    name: "reflux-tiny",
    description: "Things of a test",
    private: true,
    reflux: { provides: "tiny", megabytes: 1 },
    dependencies: { tiny: `file:${join(at, "tiny-1.0.0.tgz")}` },
  });
  const locked = await runProgram({
    ...sh,
    cwd: folder,
    command: ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--loglevel=error"],
  });
  expect(locked).toMatchObject({ ok: true });
  write(
    "heavy/tiny-things.probe.ts",
    `import { createRequire } from "node:module";
     import { fileURLToPath } from "node:url";
     import { answerAll } from ${answer};
     answerAll((at) => { const require = createRequire(fileURLToPath(at)); return ${probe}; }, 65536);`,
  );
  write("heavy/package.json", { type: "module" });
  const home = join(at, "home");
  const lines: string[] = [];
  const heavy = (): HeavyPackage => {
    const [one] = heavyPackages(join(at, "heavy"));
    if (!one) throw new Error("there is no package folder");
    return one;
  };
  return { at, folder, home, lines, heavy, log: (line: string) => void lines.push(line) };
}

test("it is installed once, tried, and left alone the next time", { timeout: 120_000 }, async () => {
  const { heavy, home, lines, log } = await tinyPackage();
  expect(heavy()).toMatchObject({ name: "tiny-things", description: "Things of a test", provides: "tiny" });
  expect(stateOf(heavy(), home)).toEqual({ installed: false, says: "not installed" });

  const first = await install(heavy(), { home, log });
  const second = await install(heavy(), { home, log });

  expect(first).toEqual({ changed: true, says: "tiny answers" });
  expect(second).toEqual({ changed: false, says: "tiny answers" });
  expect(lines).toEqual(["installing tiny-things: tiny, about 1 MB", "trying tiny"]);
  expect(readdirSync(join(home, "packages"))).toEqual(["tiny-things"]);
});

test("what another release locked is replaced", { timeout: 120_000 }, async () => {
  const { heavy, home, log } = await tinyPackage();
  await install(heavy(), { home, log });
  const lock = join(home, "packages/tiny-things/package-lock.json");
  writeFileSync(lock, `${readFileSync(lock, "utf8")}\n`);
  expect(stateOf(heavy(), home)).toEqual({ installed: false, says: "installed as another release locks it" });

  expect(await install(heavy(), { home, log })).toMatchObject({ changed: true });
  expect(stateOf(heavy(), home)).toMatchObject({ installed: true });
});

test("what does not work on this machine is an error, and is not there", { timeout: 120_000 }, async () => {
  const { heavy, home, log } = await tinyPackage("require('tiny').no.such");

  await expect(install(heavy(), { home, log })).rejects.toMatchObject({
    code: "RFI14",
    message: expect.stringMatching(/^tiny-things is there and does not work: Cannot read properties/),
  });
  expect(readdirSync(join(home, "packages"))).toEqual([]);
});

test("without a registry it says so, and leaves nothing behind", { timeout: 120_000 }, async () => {
  const { heavy, home, log, folder } = await tinyPackage();
  const json = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const dependencies = { tiny: "1.0.0" };
  // A port that nobody listens on.
  const tiny = {
    version: "1.0.0",
    resolved: "http://127.0.0.1:9/tiny-1.0.0.tgz",
    integrity: `sha512-${createHash("sha512").update("tiny").digest("base64")}`,
  };
  const packages = { "": { name: "reflux-tiny", dependencies }, "node_modules/tiny": tiny };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...json, dependencies }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));

  await expect(install(heavy(), { home, log })).rejects.toMatchObject({
    code: "RFI14",
    message: expect.stringContaining("tiny-things could not be installed: "),
    hint: expect.stringContaining("The registry cannot be reached from here."),
  });
  expect(readdirSync(join(home, "packages"))).toEqual([]);
});

test("another content than the locked one is not installed", { timeout: 120_000 }, async () => {
  const { heavy, home, log, at } = await tinyPackage();
  writeFileSync(join(at, "tiny-1.0.0.tgz"), gzipSync("other bytes"));

  await expect(install(heavy(), { home, log })).rejects.toMatchObject({ code: "RFI14" });
  expect(existsSync(join(home, "packages/tiny-things"))).toBe(false);
});

test("each package folder of REFLUX has exact versions, a lock and a probe", () => {
  const all = heavyPackages();

  expect(all.map(({ name }) => name)).toEqual(["traces"]);
  for (const { name, folder, description, provides, megabytes } of all) {
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(Object.keys(dependencies)).toContain(provides);
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(existsSync(join(folder, "package-lock.json"))).toBe(true);
    expect(existsSync(`${folder}.probe.ts`), name).toBe(true);
    expect(description.length).toBeGreaterThan(10);
    expect(megabytes).toBeGreaterThan(0);
  }
});
