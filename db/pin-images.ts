import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * `npm run pin-images`: asks the registries for the digest of every image that docker-compose.yml names, and writes them
 * into `.env`, where compose finds them. A tag can be moved to other bytes, a digest cannot: whoever starts REFLUX says
 * once which bytes that is, and sees a change of them as a change of that file.
 */
const [composePath = "docker-compose.yml", envPath = ".env"] = process.argv.slice(2);
const compose = await readFile(composePath, "utf8");
const wanted = new Map(
  [...compose.matchAll(/([\w./-]+:[\w.-]+)@\$\{(\w+):\?/g)].map(([, image = "", name = ""]) => [name, image]),
);
const pinned = await Promise.all(
  [...wanted].map(async ([name, image]) => [name, await digestOf(image)] as const),
);
const before = await readFile(envPath, "utf8").catch(() => "");
const kept = before.split("\n").filter((line) => line !== "" && !wanted.has(line.split("=")[0] ?? ""));
const lines = pinned.map(([name, digest]) => `${name}=${digest}`);
await writeFile(envPath, `${[...kept, ...lines].join("\n")}\n`, { mode: 0o600 });
for (const [name, digest] of pinned) process.stdout.write(`${wanted.get(name)} ${digest}\n`);

async function digestOf(image: string): Promise<string> {
  const format = "{{.Manifest.Digest}}";
  const args = ["buildx", "imagetools", "inspect", image, "--format", format];
  const { stdout } = await promisify(execFile)("docker", args, { timeout: 60_000 });
  const digest = stdout.trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${image}: the registry answered no digest`);
  return digest;
}
