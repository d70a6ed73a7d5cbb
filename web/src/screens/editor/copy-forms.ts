/** The flow on the screen, as what deploys it elsewhere. */
import type { Flow } from "../../canvas/model/model.ts";
import { writeFlow } from "../../canvas/model/parse.ts";

export const flowJson = (flow: Flow) => JSON.stringify(writeFlow(flow), null, 2);

export function deploySql(slug: string, flow: Flow): string {
  return `select number from reflux.deploy_flow('${slug}', ${quoted("flow", flowJson(flow))}::jsonb);`;
}

export function deployGraphql(slug: string, flow: Flow): string | undefined {
  return mutation("deployFlow", { slug, graph: writeFlow(flow) }, "number");
}

/** Runs the saved draft up to one step. The keys of flows and steps have no quotes in them. */
export function trySql(slug: string, step: string, input: unknown): string {
  const given = quoted("input", JSON.stringify(input, null, 2));
  return `select id from reflux.try_step('${slug}', '${step}', ${given}::jsonb);`;
}

export function tryGraphql(slug: string, step: string, input: unknown): string | undefined {
  return mutation("tryStep", { flow: slug, step, input }, "id");
}

/** Undefined where GraphQL has no notation for the input: a field called `content-type` can only be sent as a variable. */
function mutation(name: string, input: object, field: string): string | undefined {
  if (!hasOnlyNames(input)) return undefined;
  return `mutation {\n  ${name}(input: ${literal(input, "  ")}) {\n    result { ${field} }\n  }\n}`;
}

function hasOnlyNames(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(
    ([key, item]) => (Array.isArray(value) || /^[_A-Za-z]\w*$/.test(key)) && hasOnlyNames(item),
  );
}

/** By dollars, so that JSON stays readable; the tag is one that the text does not contain. */
function quoted(name: string, text: string): string {
  let tag = `$${name}$`;
  for (let number = 2; text.includes(tag); number += 1) tag = `$${name}${number}$`;
  return text.includes("\n") ? `${tag}\n${text}\n${tag}` : `${tag}${text}${tag}`;
}

/** A JSON value in the notation of GraphQL, where names of fields are bare. */
function literal(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${inner}${key}: ${literal(item, inner)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n${indent}}`;
}
