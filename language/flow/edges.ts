import { defaultPort, type Edge } from "./document.ts";
import { keyPattern } from "./names.ts";

const edgePattern = new RegExp(`^\\s*(${keyPattern})(?:\\.(${keyPattern}))?\\s*->\\s*(${keyPattern})\\s*$`);

/** Reads `a -> b` or `a.port -> b`; undefined when the text is neither. */
export function parseEdge(text: string): Edge | undefined {
  const match = edgePattern.exec(text);
  const from = match?.[1];
  const to = match?.[3];
  if (from === undefined || to === undefined) return undefined;
  return { from, port: match?.[2] ?? defaultPort, to };
}

/** The one spelling of an edge. It is also its identity: an edge is its text. */
export function printEdge(edge: Edge): string {
  const source = edge.port === defaultPort ? edge.from : `${edge.from}.${edge.port}`;
  return `${source} -> ${edge.to}`;
}

export function sameEdge(a: Edge, b: Edge): boolean {
  return a.from === b.from && a.port === b.port && a.to === b.to;
}

export function hasEdge(edges: readonly Edge[], edge: Edge): boolean {
  return edges.some((other) => sameEdge(other, edge));
}

export function touches(edge: Edge, key: string): boolean {
  return edge.from === key || edge.to === key;
}
