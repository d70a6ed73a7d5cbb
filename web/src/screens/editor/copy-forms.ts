/** The flow on the screen, as what deploys it elsewhere. */
import type { Flow } from "../../canvas/model/model.ts";
import { writeFlow } from "../../canvas/model/parse.ts";

export const flowJson = (flow: Flow) => JSON.stringify(writeFlow(flow), null, 2);

/** Quoted by dollars, so that the document stays readable; the tag is one that it does not contain. */
export function deploySql(slug: string, flow: Flow): string {
  const document = flowJson(flow);
  let tag = "$flow$";
  for (let number = 2; document.includes(tag); number += 1) tag = `$flow${number}$`;
  return `select number from reflux.deploy_flow('${slug}', ${tag}\n${document}\n${tag}::jsonb);`;
}

export function deployGraphql(slug: string, flow: Flow): string {
  const input = `{ slug: ${JSON.stringify(slug)}, graph: ${literal(writeFlow(flow), "  ")} }`;
  return `mutation {\n  deployFlow(input: ${input}) {\n    result { number }\n  }\n}`;
}

/** A JSON value in the notation of GraphQL: names of fields are bare there, unless they are not names. */
function literal(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${inner}${key}: ${literal(item, inner)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n${indent}}`;
}
