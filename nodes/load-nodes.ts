import { readdir, stat } from "node:fs/promises";
import { registerHooks } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defineModule, type NodeModule, nodeName } from "./node.ts";
import { checkManifest } from "./sdk/check-manifest.ts";
import type { NodeManifest, Run } from "./sdk/index.ts";

export interface LoadedNodes {
  readonly nodes: readonly NodeModule[];
  readonly problems: readonly NodeProblem[];
}

/** A folder that is no node, and why. */
export interface NodeProblem {
  readonly folder: string;
  readonly message: string;
}

/**
 * The nodes of a directory, a folder each, as in this one. A malformed folder becomes a problem and the rest loads.
 * A node there writes `import … from "reflux/sdk"`, wherever the directory is. A changed file is loaded anew when
 * this is called again. Throws only when the directory cannot be read.
 */
export async function loadNodes(directory: string): Promise<LoadedNodes> {
  serveSdk();
  const entries = await readdir(resolve(directory), { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !/^[._]|^(node_modules|sdk)$/.test(entry.name))
    .map((entry) => join(resolve(directory), entry.name))
    .toSorted();
  const nodes = new Map<string, NodeModule>();
  const problems: NodeProblem[] = [];
  for (const folder of folders) {
    try {
      const node = await loadNode(folder);
      const name = nodeName(node.manifest);
      if (nodes.has(name)) throw new Error(`${name} is there twice`);
      nodes.set(name, node);
    } catch (error) {
      problems.push({ folder, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { nodes: [...nodes.values()], problems };
}

async function loadNode(folder: string): Promise<NodeModule> {
  const manifest = requireManifest(await importPart(folder, "manifest"), folder);
  // Found now, imported at the first run: a worker with hundreds of nodes starts as fast as one with ten.
  const code = await findPart(folder, "run");
  return defineModule(manifest, async () => ({ run: requireRun(await import(code), folder) }));
}

function requireManifest(exports: object, folder: string): NodeManifest {
  const manifest: unknown = "manifest" in exports ? exports.manifest : undefined;
  if (manifest === undefined) throw new Error("manifest exports no `manifest`");
  const problems = checkManifest(manifest);
  if (problems.length > 0) {
    throw new Error(
      problems.map(({ path, message }) => `manifest ${path} ${message}`.replace("  ", " ")).join("; "),
    );
  }
  const checked = manifest as NodeManifest;
  const name = basename(folder);
  if (name !== checked.id && name !== nodeName(checked)) {
    throw new Error(`the folder is "${name}", but the manifest's id is "${checked.id}"`);
  }
  return checked;
}

function requireRun(exports: object, folder: string): Run {
  if ("run" in exports && typeof exports.run === "function") return exports.run as Run;
  throw new Error(`${join(folder, "run")} exports no function \`run\``);
}

async function importPart(folder: string, part: string): Promise<object> {
  const url = await findPart(folder, part);
  try {
    const exports: object = await import(url);
    return exports;
  } catch (error) {
    throw new Error(`${part} cannot be imported: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The module's URL. The file's time is in it, so that an edited file is a new module. */
async function findPart(folder: string, part: string): Promise<string> {
  for (const extension of [".ts", ".js", ".mjs"]) {
    const path = join(folder, part + extension);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return `${pathToFileURL(path).href}?changed=${found.mtimeMs}`;
  }
  throw new Error(`there is no ${part}.ts (nor .js, .mjs)`);
}

const SDK = new URL("./sdk/index.ts", import.meta.url).href;
let served = false;

/** Lets nodes outside the repository import the sdk by name, and the one copy of it. */
function serveSdk(): void {
  if (served) return;
  served = true;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "reflux/sdk" ? { url: SDK, shortCircuit: true } : next(specifier, context),
  });
}
