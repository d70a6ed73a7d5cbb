import { equalJson } from "../equal.ts";
import type { Flow } from "./document.ts";
import { printEdge } from "./edges.ts";

/** Do both mean the same to the engine? Layout, the order of steps and the order of edges do not count. */
export function sameGraph(a: Flow, b: Flow): boolean {
  if (a === b) return true;
  return (
    a.name === b.name &&
    equalJson(a.input, b.input) &&
    equalJson(a.steps, b.steps) &&
    equalJson(a.rest, b.rest) &&
    sameEdges(a.edges, b.edges)
  );
}

function sameEdges(a: Flow["edges"], b: Flow["edges"]): boolean {
  if (a === b) return true;
  const left = new Set(a.map(printEdge));
  const right = new Set(b.map(printEdge));
  return left.size === right.size && [...left].every((edge) => right.has(edge));
}
