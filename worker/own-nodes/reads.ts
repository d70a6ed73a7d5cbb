import { existsSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What the process of a node may read: its own folder; folders beside it whose names begin with `_`, for shared
 * code; packages that resolve from there; and of REFLUX what runs inside. Nothing else, so nothing of `.reflux`,
 * `.env` or the folder of another node.
 */
export async function readsOf(folder: string): Promise<readonly string[]> {
  const own = await realpath(folder);
  const beside = (await readdir(dirname(own), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("_"))
    .map((entry) => join(dirname(own), entry.name));
  const above = ancestors(own);
  const packages = above.map((at) => join(at, "node_modules")).filter(existsSync);
  const nearest = above.map((at) => join(at, "package.json")).find(existsSync);
  return [...new Set([own, ...beside, ...packages, ...(nearest === undefined ? [] : [nearest]), ...ours()])];
}

function ancestors(path: string): readonly string[] {
  const up = dirname(path);
  return up === path ? [] : [up, ...ancestors(up)];
}

function ours(): readonly string[] {
  const typebox = findPackageJSON("typebox", import.meta.url);
  if (typebox === undefined) throw new Error("typebox is not installed");
  const parts = ["../../child/", "./", "../../nodes/sdk/", "../../language/", "../../package.json"];
  return [
    ...parts.map((part) => fileURLToPath(new URL(part, import.meta.url)).replace(/\/$/, "")),
    dirname(typebox),
  ];
}
