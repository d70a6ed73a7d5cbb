import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Of this program. */
export const programVersion = versionIn(fileURLToPath(new URL("../../package.json", import.meta.url)));

/** Of graphile-worker, whose package.json cannot be imported: its exports do not name it. */
export const workerVersion = versionIn(
  join(dirname(createRequire(import.meta.url).resolve("graphile-worker")), "../package.json"),
);

function versionIn(file: string): string {
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof manifest === "object" && manifest && "version" in manifest) return String(manifest.version);
  throw new Error(`no version in ${file}`);
}
