import { isObject } from "../is-object.ts";

type Values = Readonly<Record<string, unknown>>;

/** The keys of a flow document, and of a step, in the order in which they are read. */
export const flowFields = [
  "reflux",
  "name",
  "title",
  "description",
  "tags",
  "input",
  "steps",
  "edges",
  "layout",
] as const;

export const stepOptions = [
  "node",
  "title",
  "note",
  "config",
  "retry",
  "timeout",
  "cache",
  "join",
  "on_error",
  "concurrency",
  "pin",
  "disabled",
] as const;

/** The keys within an option of a step. */
export const retryOptions = ["max", "backoff", "initial", "limit", "jitter", "classes"] as const;
export const concurrencyOptions = ["limit", "key"] as const;
export const pinOptions = ["input", "output"] as const;

/** The schema of a node's config, by what a step calls the node; for what is not known there is none. */
export type ConfigOf = (node: string) => unknown;

/**
 * A flow document in the order in which it is read: its fields and a step's as here, a config as the manifest of its node
 * has it. A jsonb keeps no order, so this stands between it and everybody who shows a flow.
 */
export function inFlowOrder(document: Values, configOf: ConfigOf = () => undefined): Values {
  const ordered = inOrder(document, flowFields);
  const { steps } = ordered;
  if (!isObject(steps)) return ordered;
  const inner = Object.entries(steps).map(([key, step]) => [key, stepOf(step, configOf)]);
  return { ...ordered, steps: Object.fromEntries(inner) };
}

/** The names of a schema's properties, as their author wrote them: `x-reflux-order` where a jsonb was in between. */
export function propertyOrder(schema: unknown): readonly string[] {
  if (!isObject(schema) || !isObject(schema["properties"])) return [];
  const { "x-reflux-order": said, properties } = schema;
  const names = Object.keys(properties);
  if (!Array.isArray(said)) return names;
  return Object.keys(inOrder(properties, said.map(String)));
}

/** A schema that says in which order its properties stand, so that a jsonb cannot lose it; so do those inside it. */
export function withOrder(part: unknown, names = false): unknown {
  if (Array.isArray(part)) return part.map((item) => withOrder(item));
  if (!isObject(part)) return part;
  const inner = Object.entries(part).map(([key, value]) => [
    key,
    !names && values.includes(key) ? value : withOrder(value, !names && key === "properties"),
  ]);
  const { properties } = part;
  const order = !names && isObject(properties) ? Object.keys(properties) : [];
  return { ...Object.fromEntries(inner), ...(order.length > 1 ? { "x-reflux-order": order } : {}) };
}

/** Where a schema holds values of its author, and no schemas. */
const values = ["enum", "const", "default", "examples"];

function stepOf(step: unknown, configOf: ConfigOf): unknown {
  if (!isObject(step)) return step;
  const ordered = inOrder(step, stepOptions);
  const schema = typeof step["node"] === "string" ? configOf(step["node"]) : undefined;
  return "config" in ordered ? { ...ordered, config: bySchema(ordered["config"], schema) } : ordered;
}

function bySchema(value: unknown, schema: unknown): unknown {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) return value.map((item) => bySchema(item, schema["items"]));
  const shape = Array.isArray(schema["oneOf"]) ? shapeFor(value, schema) : schema;
  if (!isObject(value) || !isObject(shape)) return value;
  const inside = isObject(shape["properties"]) ? shape["properties"] : {};
  const ordered = Object.entries(inOrder(value, propertyOrder(shape)));
  return Object.fromEntries(
    ordered.map(([key, item]) => [key, bySchema(item, inside[key] ?? shape["additionalProperties"])]),
  );
}

function shapeFor(value: unknown, schema: Values): unknown {
  const { oneOf, discriminator } = schema;
  const by = isObject(discriminator) ? String(discriminator["propertyName"]) : "";
  if (!isObject(value) || !Array.isArray(oneOf)) return undefined;
  return oneOf.find((shape: unknown) => {
    const properties = isObject(shape) ? shape["properties"] : undefined;
    const tag = isObject(properties) ? properties[by] : undefined;
    return isObject(tag) && tag["const"] === value[by];
  });
}

/** Named keys first; the others stay in their order. */
function inOrder(record: Values, names: readonly string[]): Values {
  const known = [...new Set(names)].filter((name) => Object.hasOwn(record, name));
  const rest = Object.keys(record).filter((key) => !known.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, record[key]]));
}
