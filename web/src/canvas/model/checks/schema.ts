import { equalJson } from "../equal.ts";
import { isObject, type Json, type JsonObject } from "../model.ts";

export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string;
}

const maxDepth = 64;

/**
 * What is wrong with a value by a JSON Schema of the form subset: the same interpreter as the database function
 * `schema_problems`, so that the editor and deploy say the same words. A text that is one `{{ }}` passes anything: its
 * value is only known when the step runs. One with words around it will be a text, and may not stand where only some
 * texts are allowed. No `eval`, no compile step, depth bounded.
 */
export function schemaProblems(schema: Json, value: Json, path: readonly string[] = []): SchemaProblem[] {
  if (!isObject(schema)) return [];
  if (isTemplate(value)) return isWhole(value) ? [] : partsProblems(schema, path);
  const one = (message: string): SchemaProblem[] => [{ path, message }];
  if (path.length > maxDepth) return one(`nested deeper than ${maxDepth} levels`);

  const wanted = typesOf(schema);
  if (wanted.length > 0 && !wanted.some((type) => hasType(value, type))) {
    return one(`expected ${wanted.join(" or ")}, got ${typeName(value)}`);
  }
  const constant = schema["const"];
  if (constant !== undefined && !equalJson(constant, value))
    return one(`must be ${JSON.stringify(constant)}`);
  const choices = schema["enum"];
  if (Array.isArray(choices) && !choices.some((choice) => equalJson(choice, value))) {
    return one(`must be one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`);
  }
  return [...inside(schema, value, path), ...shapes(schema, value, path)];
}

function inside(schema: JsonObject, value: Json, path: readonly string[]): SchemaProblem[] {
  if (isObject(value)) return objectProblems(schema, value, path);
  if (Array.isArray(value)) return arrayProblems(schema, value, path);
  const message =
    typeof value === "string"
      ? textMessage(schema, value)
      : typeof value === "number"
        ? numberMessage(schema, value)
        : undefined;
  return message === undefined ? [] : [{ path, message }];
}

function objectProblems(schema: JsonObject, value: JsonObject, path: readonly string[]): SchemaProblem[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const others = schema["additionalProperties"];
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const missing = required
    .filter((key) => typeof key === "string")
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => ({ path: [...path, key], message: "is required" }));

  const present = Object.entries(value).flatMap(([key, item]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known !== undefined) return schemaProblems(known, item, [...path, key]);
    if (others === false) {
      const hint = `Known: ${Object.keys(properties).toSorted().join(", ") || "none"}.`;
      return [{ path: [...path, key], message: "is not a known field", hint }];
    }
    return isObject(others) ? schemaProblems(others, item, [...path, key]) : [];
  });
  return [...missing, ...present];
}

function arrayProblems(schema: JsonObject, value: readonly Json[], path: readonly string[]): SchemaProblem[] {
  const least = limit(schema, "minItems");
  const most = limit(schema, "maxItems");
  const items = schema["items"];
  return [
    ...(least !== undefined && value.length < least
      ? [{ path, message: `needs at least ${least} items` }]
      : []),
    ...(most !== undefined && value.length > most
      ? [{ path, message: `may have at most ${most} items` }]
      : []),
    ...(isObject(items)
      ? value.flatMap((item, index) => schemaProblems(items, item, [...path, String(index)]))
      : []),
  ];
}

function textMessage(schema: JsonObject, value: string): string | undefined {
  const least = limit(schema, "minLength");
  const most = limit(schema, "maxLength");
  const pattern = schema["pattern"];
  if (least !== undefined && value.length < least) return `needs at least ${least} characters`;
  if (most !== undefined && value.length > most) return `may have at most ${most} characters`;
  if (typeof pattern === "string" && !matches(pattern, value)) return `must match ${pattern}`;
  return undefined;
}

function numberMessage(schema: JsonObject, value: number): string | undefined {
  const least = limit(schema, "minimum");
  const above = limit(schema, "exclusiveMinimum");
  const most = limit(schema, "maximum");
  const below = limit(schema, "exclusiveMaximum");
  if (least !== undefined && value < least) return `is below ${least}`;
  if (above !== undefined && value <= above) return `must be above ${above}`;
  if (most !== undefined && value > most) return `is above ${most}`;
  if (below !== undefined && value >= below) return `must be below ${below}`;
  return undefined;
}

/**
 * `oneOf` and `anyOf`. With a discriminator only the shape that it names is asked, so the message is about the field
 * that is wrong and not about every shape that was not meant.
 */
function shapes(schema: JsonObject, value: Json, path: readonly string[]): SchemaProblem[] {
  const list = schema["oneOf"] ?? schema["anyOf"];
  if (!Array.isArray(list)) return [];
  const results = list.map((shape) => schemaProblems(shape, value, path));
  if (results.some((problems) => problems.length === 0)) return [];
  const meant = list.findIndex((shape) => isMeant(schema, shape, value));
  return results[meant] ?? [{ path, message: "fits none of the allowed shapes" }];
}

function isMeant(schema: JsonObject, shape: Json, value: Json): boolean {
  const discriminator = schema["discriminator"];
  const name = isObject(discriminator) ? discriminator["propertyName"] : undefined;
  if (typeof name !== "string" || !isObject(value) || !isObject(shape)) return false;
  const properties = isObject(shape["properties"]) ? shape["properties"] : {};
  const tag = properties[name];
  return isObject(tag) && tag["const"] !== undefined && equalJson(tag["const"], value[name]);
}

/** A trigger takes no expressions: its config is read when the flow is deployed. */
export function expressionsIn(config: JsonObject): SchemaProblem[] {
  return Object.entries(config)
    .filter(([key, value]) => `${key}${JSON.stringify(value)}`.includes("{{"))
    .map(([key]) => ({
      path: [key],
      message: "takes no expression: the config of a trigger is read when the flow is deployed",
      hint: "Write the value itself.",
    }));
}

function partsProblems(schema: JsonObject, path: readonly string[]): SchemaProblem[] {
  if (["enum", "const", "pattern"].some((keyword) => keyword in schema)) {
    const hint = 'Put the words into the expression: {{ "a" & input.b }}.';
    return [{ path, message: "must be one whole expression, or none", hint }];
  }
  const wanted = typesOf(schema);
  if (wanted.length === 0 || wanted.includes("string")) return [];
  const hint = "An expression that stands alone keeps its type.";
  return [{ path, message: `expected ${wanted.join(" or ")}, got a text`, hint }];
}

function isTemplate(value: Json): value is string {
  return typeof value === "string" && /\{\{.*\}\}/s.test(value);
}

function isWhole(text: string): boolean {
  return /^\s*\{\{.*\}\}\s*$/s.test(text) && !/\}\}.*\{\{/s.test(text);
}

function typesOf(schema: JsonObject): string[] {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((name) => typeof name === "string") : [];
}

function hasType(value: Json, type: string): boolean {
  if (type === "integer") return typeof value === "number" && Number.isInteger(value);
  return typeName(value) === type;
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function limit(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === "number" ? value : undefined;
}

/** A pattern that this engine of regular expressions cannot read is left to the server. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}
