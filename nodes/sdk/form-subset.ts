import { FORMATS, portablePattern } from "#language/schema/index.ts";
import type { Problem } from "./validate.ts";

const COMMON = [
  "type",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "enum",
  "const",
  "$schema",
];
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  array: ["items", "minItems", "maxItems", "uniqueItems"],
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  boolean: [],
};
/**
 * Problems of a schema that the form cannot show. The subset: object (properties or one kind of free value),
 * array, string, number, integer, boolean, enum, const, `oneOf` with a discriminator, `{}` for any JSON,
 * texts for a name that stands several times, and `x-reflux-*` hints.
 */
export function checkFormSubset(schema: unknown, path = ""): Problem[] {
  if (!isObject(schema)) return [{ path, message: "is not a schema object" }];
  if (Array.isArray(schema.oneOf)) return checkOneOf(schema, schema.oneOf, path);
  const type = schema.type;
  const known = typeof type === "string" ? KEYWORDS[type] : [];
  if (isTexts(schema)) return unknownKeywords(schema, [...COMMON, "items"], path);
  if (known === undefined || (type !== undefined && typeof type !== "string")) {
    return [{ path, message: `has the type ${JSON.stringify(type)}, which the form does not know` }];
  }
  return [
    ...unknownKeywords(schema, [...COMMON, ...known], path),
    ...checkFormat(schema, path),
    ...checkPattern(schema, path),
    ...checkEnum(schema, path),
    ...checkChildren(schema, path),
  ];
}

/** What `texts()` makes. */
function isTexts({ type, items }: Readonly<Record<string, unknown>>): boolean {
  return String(type) === "string,array" && isObject(items) && items.type === "string";
}

function checkOneOf(schema: Readonly<Record<string, unknown>>, variants: unknown[], path: string): Problem[] {
  const discriminator = isObject(schema.discriminator) ? schema.discriminator.propertyName : undefined;
  if (typeof discriminator !== "string") return [{ path, message: "has oneOf without a discriminator" }];
  const problems = unknownKeywords(schema, [...COMMON, "oneOf", "discriminator"], path);
  variants.forEach((variant, index) => {
    const at = `${path}.oneOf[${index}]`;
    problems.push(...checkFormSubset(variant, at));
    const properties = isObject(variant) && isObject(variant.properties) ? variant.properties : {};
    const tag = properties[discriminator];
    if (!isObject(tag) || !("const" in tag))
      problems.push({ path: at, message: `needs a constant "${discriminator}"` });
  });
  return problems;
}

function checkChildren(schema: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const problems: Problem[] = [];
  if (isObject(schema.properties)) {
    for (const [key, child] of Object.entries(schema.properties)) {
      problems.push(...checkFormSubset(child, path ? `${path}.${key}` : key));
    }
  }
  if (schema.type === "array" && !isObject(schema.items))
    problems.push({ path, message: "is an array without items" });
  if (isObject(schema.items)) problems.push(...checkFormSubset(schema.items, `${path}[]`));
  if (isObject(schema.additionalProperties)) {
    problems.push(...checkFormSubset(schema.additionalProperties, `${path}.*`));
  }
  return problems;
}

function unknownKeywords(
  schema: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
): Problem[] {
  return Object.keys(schema)
    .filter((keyword) => !known.includes(keyword) && !keyword.startsWith("x-reflux-"))
    .map((keyword) => ({ path, message: `uses "${keyword}", which the form does not know` }));
}

function checkFormat(schema: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const format = schema.format;
  if (format === undefined || (typeof format === "string" && FORMATS.has(format))) return [];
  return [{ path, message: `has the format ${JSON.stringify(format)}, which the form does not know` }];
}

/** The database judges a fixed config by the same pattern. */
function checkPattern(schema: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const pattern = schema.pattern;
  if (pattern === undefined || (typeof pattern === "string" && portablePattern(pattern))) return [];
  return [
    {
      path,
      message: `has the pattern ${JSON.stringify(pattern)}, which Postgres and JavaScript may not read alike`,
    },
  ];
}

function checkEnum(schema: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const values = schema.enum;
  if (values === undefined) return [];
  const fine =
    Array.isArray(values) && values.length > 0 && values.every((value) => typeof value !== "object");
  return fine ? [] : [{ path, message: "has an enum that is not a list of plain values" }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
