import { RefluxError } from "#db/errors.ts";
import { type NodeModule, nodeName } from "#nodes/node.ts";

/** What a worker is told to run, and to leave: `http.request`, `http.request@1`, `http.*`. */
export type Choice = { readonly [Option in "only" | "without"]?: readonly string[] | undefined };

/** The nodes that are left. A word that names none of them is refused: it would be a mistake that nobody sees. */
export function chooseNodes(nodes: readonly NodeModule[], choice: Choice): readonly NodeModule[] {
  const only = named(nodes, "--only (REFLUX_ONLY)", choice.only ?? []);
  const without = named(nodes, "--without (REFLUX_WITHOUT)", choice.without ?? []);
  const left = nodes.filter((node) => (only.size === 0 || only.has(node)) && !without.has(node));
  if (left.length > 0 || nodes.length === 0) return left;
  throw new RefluxError("RFV06", "--only and --without leave no node to run", {
    hint: "leave one of them out, or name fewer nodes",
  });
}

function named(
  nodes: readonly NodeModule[],
  option: string,
  words: readonly string[],
): ReadonlySet<NodeModule> {
  const found = words.map((word) => [word, nodes.filter((node) => isNamed(node, word))] as const);
  const unknown = found.filter(([, those]) => those.length === 0).map(([word]) => word);
  if (unknown.length === 0) return new Set(found.flatMap(([, those]) => those));
  throw new RefluxError("RFV06", `${option} names no node of this worker: ${unknown.join(", ")}`, {
    detail: { unknown },
    hint: `nodes here: ${nodes.map(({ manifest }) => nodeName(manifest)).join(", ")}`,
  });
}

function isNamed({ manifest }: NodeModule, word: string): boolean {
  if (word.endsWith(".*")) return manifest.id.startsWith(word.slice(0, -1));
  return word === "*" || word === manifest.id || word === nodeName(manifest);
}
