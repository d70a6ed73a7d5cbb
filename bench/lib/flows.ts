import type { FlowDocument } from "./engine.ts";

/** The shapes that are measured. `bytes` is the size of each step's output. */
export function chain(length: number, { bytes = 0, node = "bench.noop" } = {}): FlowDocument {
  const keys = Array.from({ length }, (_, index) => `s${index}`);
  return {
    name: `${node === "bench.noop" ? "chain" : "clock"}-${length}-${bytes}`,
    steps: Object.fromEntries(keys.map((key) => [key, step(node, bytes)])),
    edges: keys.slice(1).map((key, index) => `${keys[index]} -> ${key}`),
  };
}

/** A root, so many steps beside each other, and a join. */
export function fanOut(width: number, { bytes = 0 } = {}): FlowDocument {
  const keys = Array.from({ length: width }, (_, index) => `f${index}`);
  return {
    name: `fan-${width}-${bytes}`,
    steps: Object.fromEntries(["root", ...keys, "join"].map((key) => [key, step("bench.noop", bytes)])),
    edges: keys.flatMap((key) => [`root -> ${key}`, `${key} -> join`]),
  };
}

function step(node: string, bytes: number) {
  return bytes === 0 ? { node } : { node, config: { bytes } };
}
