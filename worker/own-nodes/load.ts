import { basename } from "node:path";
import { candidates, type Isolation } from "#child/isolation.ts";
import { RefluxError } from "#db/errors.ts";
import {
  type FoundNode,
  findNodes,
  type NodeProblem,
  requireManifest,
  requireRun,
} from "#nodes/find-nodes.ts";
import { builtinNodes, type NodeModule, nodeName } from "#nodes/registry.ts";
import type { NodeManifest } from "#nodes/sdk/index.ts";
import { createNodeProcess, type NodeProcess, type NodeProgram } from "./node-process.ts";
import { readsOf } from "./reads.ts";
import { withoutPatterns } from "./without-patterns.ts";

/**
 * Nodes of one's own. Not a line of theirs runs in this process, which holds the database, the secrets' key and the
 * network: a process of its own reads each manifest, and runs the node.
 */
export type OwnNodes = AsyncDisposable & {
  readonly nodes: readonly OwnNode[];
  readonly problems: readonly NodeProblem[];
  /** What stands between them and this machine; undefined where there is no node. */
  readonly isolation: Isolation | undefined;
};

export type OwnNode = NodeModule & { readonly folder: string };

const AT_ONCE = 4;

/** One malformed node does not keep the others from running. Throws only when the directory cannot be read. */
export async function loadOwnNodes(
  directory: string,
  {
    isolations = candidates(),
    only,
  }: { readonly isolations?: readonly Isolation[]; readonly only?: string } = {},
): Promise<OwnNodes> {
  const all = await findNodes(directory);
  const isWanted = ({ folder }: { readonly folder: string }) =>
    only === undefined || basename(folder) === only;
  const [found, problems] = [all.found.filter(isWanted), all.problems.filter(isWanted)];
  const loaded: { readonly node: NodeModule; readonly process: NodeProcess; readonly folder: string }[] = [];
  const refused = [...problems];
  const isolation = found[0] && (await strongest(found[0], isolations));
  const left = [...found];
  const loadNext = async () => {
    for (let at = left.shift(); at && isolation; at = left.shift()) {
      try {
        loaded.push({ ...(await load(at, isolation)), folder: at.folder });
      } catch (error) {
        refused.push({ folder: at.folder, message: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loadNext));
  const names = new Set(builtinNodes.map(({ manifest }) => nodeName(manifest)));
  const nodes = loaded
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1))
    .filter(({ node, folder }) => {
      const name = nodeName(node.manifest);
      if (names.has(name)) refused.push({ folder, message: `${name} is there twice` });
      return !names.has(name) && names.add(name);
    });
  return {
    nodes: nodes.map(({ node, folder }) => ({ ...node, folder })),
    problems: refused.toSorted((a, b) => (a.folder < b.folder ? -1 : 1)),
    isolation,
    [Symbol.asyncDispose]: async () => {
      for (const { process } of loaded) process.close();
    },
  };
}

/** The first that works here with this node; the last, a fence only, works everywhere. */
async function strongest(first: FoundNode, isolations: readonly Isolation[]): Promise<Isolation> {
  for (const isolation of isolations) {
    const process = createNodeProcess(await programOf(first, isolation));
    const works = await process.probe().catch(() => false);
    process.close();
    if (works) return isolation;
  }
  throw new RefluxError("RFI13", "no process for nodes of one's own starts here", {
    hint: "Is the folder readable, and is this Node 24? `reflux worker` without --nodes does not need it.",
  });
}

async function load(found: FoundNode, isolation: Isolation) {
  const process = createNodeProcess(await programOf(found, isolation));
  try {
    const manifest = requireManifest(await process.describe(), found.folder);
    requireRun(found);
    const { hosts = [] } = manifest;
    const inside: NodeManifest = {
      ...manifest,
      config: withoutPatterns(manifest.config),
      input: withoutPatterns(manifest.input),
      output: withoutPatterns(manifest.output),
    };
    const node: NodeModule = {
      manifest: inside,
      announced: manifest,
      load: async () => (input, ctx) => process.run(input, ctx, hosts),
    };
    return { node, process };
  } catch (error) {
    process.close();
    throw error;
  }
}

async function programOf(
  { folder, manifestUrl, runUrl }: FoundNode,
  isolation: Isolation,
): Promise<NodeProgram> {
  return { name: basename(folder), manifestUrl, runUrl, reads: await readsOf(folder), isolation };
}
