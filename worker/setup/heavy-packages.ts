import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What is too heavy for everybody's `npm ci`: a folder here for each, with a package.json and a lock file with exact
 * versions and hashes, and beside it `NAME.probe.ts`, which proves that it works.
 */
export type HeavyPackage = {
  readonly name: string;
  /** Where package.json and package-lock.json are. */
  readonly folder: string;
  readonly description: string;
  /** The package that nodes name in `requires`. */
  readonly provides: string;
  readonly megabytes: number;
};

const here = fileURLToPath(new URL(".", import.meta.url));

export function heavyPackages(root = here): readonly HeavyPackage[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, folder: join(root, name), ...described(join(root, name, "package.json")) }));
}

function described(file: string) {
  // Ours, and a test reads each.
  const { description, reflux } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly description: string;
    readonly reflux: { readonly provides: string; readonly megabytes: number };
  };
  return { description, ...reflux };
}
