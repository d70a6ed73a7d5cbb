import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeName } from "./node.ts";
import { checkManifest } from "./sdk/check-manifest.ts";
import type { NodeManifest } from "./sdk/index.ts";

/** A folder that may be a node. Its code was not looked at: that is for a process without anything to lose. */
export interface FoundNode {
  readonly folder: string;
  readonly manifestUrl: string;
  /** Empty when there is none. */
  readonly runUrl: string;
}

/** A folder that is no node, and why. */
export interface NodeProblem {
  readonly folder: string;
  readonly message: string;
}

const MOST_CHARACTERS = 1_000_000;

/** The nodes of a directory, a folder each, as in this one. Throws only when the directory cannot be read. */
export async function findNodes(
  directory: string,
): Promise<{ readonly found: readonly FoundNode[]; readonly problems: readonly NodeProblem[] }> {
  const entries = await readdir(resolve(directory), { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !/^[._]|^(node_modules|sdk|language)$/.test(entry.name))
    .map((entry) => join(resolve(directory), entry.name))
    .toSorted();
  const found: FoundNode[] = [];
  const problems: NodeProblem[] = [];
  for (const folder of folders) {
    try {
      const manifestUrl = await findPart(folder, "manifest");
      found.push({ folder, manifestUrl, runUrl: await findPart(folder, "run").catch(() => "") });
    } catch (error) {
      problems.push({ folder, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { found, problems };
}

/** What a node's own process gave as its manifest: data of a stranger, checked. Throws with every problem. */
export function requireManifest(manifest: unknown, folder: string): NodeManifest {
  const text = JSON.stringify(manifest) ?? "";
  if (text.length > MOST_CHARACTERS) {
    throw new Error(`manifest has ${text.length} characters; at most ${MOST_CHARACTERS} are taken`);
  }
  // Postgres stores no such character, and would refuse the whole worker for it.
  if (/(?<!\\)(\\\\)*\\u(0000|d[89a-f]..)/.test(text))
    throw new Error("manifest holds a character that cannot be stored");
  const problems = checkManifest(manifest);
  if (problems.length > 0) {
    throw new Error(
      problems.map(({ path, message }) => `manifest ${path} ${message}`.replace("  ", " ")).join("; "),
    );
  }
  // checkManifest has just said so.
  const checked = manifest as NodeManifest;
  const name = basename(folder);
  if (name !== checked.id && name !== nodeName(checked)) {
    throw new Error(`the folder is "${name}", but the manifest's id is "${checked.id}"`);
  }
  return checked;
}

/** The code of a node that was found. Throws when it has none. */
export function requireRun({ runUrl }: FoundNode): void {
  if (runUrl === "") throw new Error(missing("run"));
}

function missing(part: string): string {
  return `there is no ${part}.ts (nor .js, .mjs)`;
}

async function findPart(folder: string, part: string): Promise<string> {
  for (const extension of [".ts", ".js", ".mjs"]) {
    const path = join(folder, part + extension);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return pathToFileURL(path).href;
  }
  throw new Error(missing(part));
}
