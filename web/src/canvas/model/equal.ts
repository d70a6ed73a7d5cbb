import { ExactNumber } from "#language/exact-number.ts";
import { printEdge } from "./edges.ts";
import { type Flow, isObject, type Json } from "./model.ts";

/** Equal as JSON values: key order does not matter, array order does. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  }
  if (a instanceof ExactNumber && b instanceof ExactNumber) return a.digits === b.digits;
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}

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
