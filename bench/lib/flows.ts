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
export function fanOut(width: number, { bytes = 0, node = "bench.noop" } = {}): FlowDocument {
  const keys = Array.from({ length: width }, (_, index) => `f${index}`);
  return {
    name: `${node === "bench.noop" ? "fan" : "pauses"}-${width}-${bytes}`,
    steps: Object.fromEntries(["root", ...keys, "join"].map((key) => [key, step(node, bytes)])),
    edges: keys.flatMap((key) => [`root -> ${key}`, `${key} -> join`]),
  };
}

/** So many steps in a square, each after one or two of the column before: what a canvas has to draw. */
export function square(size: number): FlowDocument {
  const keys = Array.from({ length: size }, (_, index) => `step_${index}`);
  const side = Math.ceil(Math.sqrt(size));
  return {
    name: `square-${size}`,
    steps: Object.fromEntries(keys.map((key) => [key, step("bench.noop", 0)])),
    edges: keys.slice(side).flatMap((key, index) => {
      const crosses = index % 3 === 0 && index % side < side - 1;
      return [`${keys[index]} -> ${key}`, ...(crosses ? [`${keys[index + 1]} -> ${key}`] : [])];
    }),
  };
}

function step(node: string, bytes: number) {
  return bytes === 0 ? { node } : { node, config: { bytes } };
}
