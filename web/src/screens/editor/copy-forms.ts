/** The flow on the screen, as what deploys it elsewhere. */
import { ExactNumber } from "#language/exact-number.ts";
import type { Flow } from "#language/flow/document.ts";
import { writeFlow } from "#language/flow/read.ts";
import { isWritable, quote } from "../../data/call-forms.ts";

export const flowJson = (flow: Flow) => JSON.stringify(writeFlow(flow), null, 2);

/** Quoted by dollars, so that the document stays readable; the tag is one that it does not contain. */
export function deploySql(slug: string, flow: Flow): string {
  const document = flowJson(flow);
  let tag = "$flow$";
  for (let number = 2; document.includes(tag); number += 1) tag = `$flow${number}$`;
  return `select number from reflux.deploy_flow(${quote(slug)}, ${tag}\n${document}\n${tag}::jsonb);`;
}

/** Undefined where GraphQL has no notation for the document. */
export function deployGraphql(slug: string, flow: Flow): string | undefined {
  const graph = writeFlow(flow);
  if (!isWritable(graph)) return undefined;
  const input = `{ slug: ${JSON.stringify(slug)}, graph: ${literal(graph, "  ")} }`;
  return `mutation {\n  deployFlow(input: ${input}) {\n    result { number }\n  }\n}`;
}

/** A JSON value in the notation of GraphQL, where names of fields are bare. */
function literal(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null || value instanceof ExactNumber)
    return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${inner}${key}: ${literal(item, inner)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n${indent}}`;
}
