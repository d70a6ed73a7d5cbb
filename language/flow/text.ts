import { type ParsedNode, parseDocument } from "yaml";
import { readYaml } from "../yaml.ts";
import { codes } from "./codes.ts";
import type { Flow } from "./document.ts";
import { type ConfigOf, inFlowOrder } from "./order.ts";
import { type Parsed, readFlow, writeFlow } from "./read.ts";
import { writeYaml } from "./write-yaml.ts";

export type Format = "json" | "yaml";

/** From the text of a flow file. YAML is a superset of JSON, so one reader serves both. */
export function parseFlow(text: string, fallbackName?: string): Parsed {
  const read = readYaml(text);
  if (read.ok) return readFlow(read.value, fallbackName);
  const problems = read.problems.map(({ message }) => ({
    path: "",
    code: codes.malformed,
    message,
    severity: "error" as const,
  }));
  return { problems };
}

/** The text of a flow. With the text it came from, YAML keeps its comments and order. */
export function printFlow(flow: Flow, format: Format, before?: string, configOf?: ConfigOf): string {
  const value = inFlowOrder(writeFlow(flow), configOf);
  return format === "json" ? `${JSON.stringify(value, null, 2)}\n` : writeYaml(value, before);
}

/** Where the value at a path stands in the text, to put a problem's mark beside it. */
export function locate(text: string, path: readonly string[]): readonly [number, number] | undefined {
  const document = parseDocument(text);
  for (let length = path.length; length > 0; length -= 1) {
    const keys = path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node: unknown = document.getIn(keys, true);
    if (isRanged(node)) return [node.range[0], node.range[1]];
  }
  return undefined;
}

function isRanged(node: unknown): node is ParsedNode {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
