import { isObject } from "../is-object.ts";

/**
 * The keywords of JSON Schema 2020-12 that are read, each with what its value has to be. The same list as in
 * reflux_private.schema_keywords, which a test compares. Whatever is not in it is refused when a flow is deployed.
 */
export const KEYWORDS = {
  $schema: "dialect",
  $id: "root text",
  $comment: "text",
  $defs: "schemas by name",
  $ref: "reference",
  title: "text",
  description: "text",
  default: "any",
  examples: "list",
  deprecated: "boolean",
  readOnly: "boolean",
  writeOnly: "boolean",
  discriminator: "discriminator",
  type: "type",
  enum: "values",
  const: "any",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  not: "schema",
  if: "schema",
  // oxlint-disable-next-line unicorn/no-thenable -- the name of a keyword
  then: "schema",
  else: "schema",
  properties: "schemas by name",
  patternProperties: "schemas by pattern",
  additionalProperties: "schema",
  propertyNames: "schema",
  required: "names",
  dependentRequired: "names by name",
  dependentSchemas: "schemas by name",
  minProperties: "count",
  maxProperties: "count",
  prefixItems: "schemas",
  items: "schema",
  contains: "schema",
  minContains: "count",
  maxContains: "count",
  uniqueItems: "boolean",
  minItems: "count",
  maxItems: "count",
  minLength: "count",
  maxLength: "count",
  pattern: "pattern",
  format: "format",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "number above 0",
} as const;

export type Keyword = keyof typeof KEYWORDS;
export type Shape = (typeof KEYWORDS)[Keyword];

export function isKeyword(name: string): name is Keyword {
  return Object.hasOwn(KEYWORDS, name);
}

/** Hints for people who fill in a form. */
export function isHint(name: string): boolean {
  return /^x-reflux-[a-z-]+$/.test(name);
}

const SAME_VALUE = new Set<string>([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
]);

/** A schema that stands directly in another: where, and whether it judges the same value or a part of it. */
export interface Part {
  readonly at: readonly string[];
  readonly place: string;
  readonly schema: unknown;
  readonly same: boolean;
}

export function partsOf(schema: unknown): Part[] {
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]): Part[] => {
    const same = SAME_VALUE.has(keyword);
    switch (isKeyword(keyword) ? KEYWORDS[keyword] : undefined) {
      case "schema":
        return [{ at: [keyword], place: `.${keyword}`, schema: value, same }];
      case "schemas":
        return (Array.isArray(value) ? value : []).map((part: unknown, index) => ({
          at: [keyword, String(index)],
          place: `.${keyword}[${index}]`,
          schema: part,
          same,
        }));
      case "schemas by name":
      case "schemas by pattern":
        return Object.entries(isObject(value) ? value : {}).map(([key, part]) => ({
          at: [keyword, key],
          place: `.${keyword}.${key}`,
          schema: part,
          same,
        }));
      default:
        return [];
    }
  });
}

/** Where the `$ref` of a schema leads in its document: `#`, or a JSON pointer behind it. */
export function placeOf(ref: string): string[] | undefined {
  if (ref === "#") return [];
  if (!ref.startsWith("#/")) return undefined;
  return ref
    .slice(2)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
