import { compare } from "../arithmetic.ts";
import { equalJson } from "../equal.ts";
import { isNumeric, type Numeric } from "../exact-number.ts";
import { isObject } from "../is-object.ts";
import { FORMATS } from "./formats.ts";
import { placeOf } from "./keywords.ts";
import { isMultiple, isWhole as isWholeNumber } from "./numbers.ts";
import { portablePattern } from "./pattern.ts";

/** One thing that is wrong with a value, and the keys and places that lead there. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string;
}

export interface SchemaOptions {
  /**
   * The value is a config whose texts may be expressions. One that is a whole `{{ }}` passes anything: its value is only
   * known when the step runs. One with words around it will be a text, and may not stand where only some are allowed.
   */
  readonly templates?: boolean;
  /** Where references lead, when the schema is a part of another. */
  readonly root?: unknown;
}

type Schema = Readonly<Record<string, unknown>>;
type Path = readonly string[];
interface Way {
  readonly root: unknown;
  readonly templates: boolean;
  readonly depth: number;
}

const DEEPEST = 300;

/** What is wrong with a value by a JSON Schema, in the words of the database function `schema_problems`. */
export function schemaProblems(
  schema: unknown,
  value: unknown,
  { templates = false, root = schema }: SchemaOptions = {},
): SchemaProblem[] {
  return judge(schema, value, [], { root, templates, depth: 0 });
}

function judge(schema: unknown, value: unknown, path: Path, way: Way): SchemaProblem[] {
  if (schema === false) return [{ path, message: "is not allowed" }];
  if (!isObject(schema)) return [];
  if (way.depth > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST} levels of its schema`);
  if (way.templates && isTemplate(value)) return isWhole(value) ? [] : partsProblems(schema, path);

  const { type } = schema;
  if (type !== undefined && !(Array.isArray(type) ? type : [type]).some((name) => hasType(value, name))) {
    return [{ path, message: `expected ${typeWords(type)}, got ${typeName(value)}` }];
  }
  const problems: SchemaProblem[] = [];
  const add = (message: string) => problems.push({ path, message });
  // What an expression will make equal is not known yet.
  const open = way.templates && holdsTemplate(value);
  if ("const" in schema && !open && !equalJson(schema["const"], value))
    add(`must be ${JSON.stringify(schema["const"])}`);
  const choices = schema["enum"];
  if (Array.isArray(choices) && !open && !choices.some((choice) => equalJson(choice, value))) {
    add(`must be one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`);
  }
  if (typeof value === "string") addText(schema, value, add);
  else if (isNumeric(value)) addNumber(schema, value, add);
  else if (Array.isArray(value)) problems.push(...listProblems(schema, value, path, way, open));
  else if (isObject(value)) problems.push(...objectProblems(schema, value, path, way));
  problems.push(...shapeProblems(schema, value, path, { ...way, depth: way.depth + 1 }, open));
  return problems;
}

function objectProblems(schema: Schema, value: Schema, path: Path, way: Way): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (key: string | undefined, message: string, hint?: string) =>
    problems.push({
      path: key === undefined ? path : [...path, key],
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  const inner = { ...way, depth: way.depth + 1 };
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const patterns = isObject(schema["patternProperties"]) ? Object.entries(schema["patternProperties"]) : [];
  const others = schema["additionalProperties"];
  const names = schema["propertyNames"];
  for (const key of textsOf(schema["required"])) if (!has(value, key)) add(key, "is required");
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  for (const key of keys) {
    const rules = patterns.filter(([pattern]) => portablePattern(pattern)?.test(key)).map(([, rule]) => rule);
    if (Object.hasOwn(properties, key)) rules.unshift(properties[key]);
    for (const rule of rules) problems.push(...judge(rule, value[key], [...path, key], inner));
    if (names !== undefined && judge(names, key, path, { ...inner, templates: false }).length > 0) {
      add(key, "has a name that is not allowed");
    }
    if (rules.length > 0 || others === undefined) continue;
    if (others === false)
      add(key, "is not a known field", `Known: ${Object.keys(properties).toSorted().join(", ") || "none"}.`);
    else problems.push(...judge(others, value[key], [...path, key], inner));
  }

  const [least, most] = [schema["minProperties"], schema["maxProperties"]];
  if (isNumeric(least) && compare(keys.length, least) < 0)
    add(undefined, `needs at least ${String(least)} fields`);
  if (isNumeric(most) && compare(keys.length, most) > 0)
    add(undefined, `may have at most ${String(most)} fields`);
  for (const [key, needed] of Object.entries(
    isObject(schema["dependentRequired"]) ? schema["dependentRequired"] : {},
  )) {
    if (!has(value, key)) continue;
    for (const name of textsOf(needed)) {
      if (!has(value, name)) add(name, `is required where ${key} is given`);
    }
  }
  for (const [key, rule] of Object.entries(
    isObject(schema["dependentSchemas"]) ? schema["dependentSchemas"] : {},
  )) {
    if (has(value, key)) problems.push(...judge(rule, value, path, inner));
  }
  return problems;
}

function listProblems(
  schema: Schema,
  value: readonly unknown[],
  path: Path,
  way: Way,
  open: boolean,
): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (message: string) => problems.push({ path, message });
  const inner = { ...way, depth: way.depth + 1 };
  const [least, most] = [schema["minItems"], schema["maxItems"]];
  if (isNumeric(least) && compare(value.length, least) < 0) add(`needs at least ${String(least)} items`);
  if (isNumeric(most) && compare(value.length, most) > 0) add(`may have at most ${String(most)} items`);
  if (schema["uniqueItems"] === true && !open && hasTwice(value)) add("has an item twice");
  const first: readonly unknown[] = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"] : [];
  if (first.length > 0 || schema["items"] !== undefined) {
    for (const [index, item] of value.entries()) {
      const rule = index < first.length ? first[index] : schema["items"];
      problems.push(...judge(rule, item, [...path, String(index)], inner));
    }
  }
  if (schema["contains"] !== undefined) {
    const fits = value.filter((item) => judge(schema["contains"], item, path, inner).length === 0).length;
    const fewest = isNumeric(schema["minContains"]) ? schema["minContains"] : 1;
    const highest = schema["maxContains"];
    if (compare(fits, fewest) < 0) add(`needs at least ${String(fewest)} items as "contains" says`);
    if (isNumeric(highest) && compare(fits, highest) > 0 && !open)
      add(`may have at most ${String(highest)} items as "contains" says`);
  }
  return problems;
}

/** Lengths are counted in characters, as Postgres does, not in halves of them. */
function addText(schema: Schema, value: string, add: (message: string) => void): void {
  const { minLength: least, maxLength: most, pattern, format } = schema;
  const length = isNumeric(least) || isNumeric(most) ? Array.from(value).length : 0;
  if (isNumeric(least) && compare(length, least) < 0) add(`needs at least ${String(least)} characters`);
  else if (isNumeric(most) && compare(length, most) > 0) add(`may have at most ${String(most)} characters`);
  else if (typeof pattern === "string" && portablePattern(pattern)?.test(value) === false)
    add(patternWords(schema));
  else if (typeof format === "string" && FORMATS.get(format)?.test(value) === false)
    add(`must be a ${format}`);
}

/** What is said of a text that its pattern does not match: in the words of its schema, and never the regular expression. */
function patternWords({ "x-reflux-pattern": words, examples, description }: Schema): string {
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  if (typeof words === "string") return `must be ${beginning(words)}`;
  if (typeof example === "string") return `must be written like "${beginning(example)}"`;
  const asked = "does not have the form that is asked for";
  return typeof description === "string" ? `${asked}: ${beginning(description).replace(/\.+$/, "")}` : asked;
}

const beginning = (text: string) => Array.from(text).slice(0, 300).join("");

function addNumber(schema: Schema, value: Numeric, add: (message: string) => void): void {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema;
  if (isNumeric(minimum) && compare(value, minimum) < 0) add(`is below ${String(minimum)}`);
  else if (isNumeric(exclusiveMinimum) && compare(value, exclusiveMinimum) <= 0)
    add(`must be above ${String(exclusiveMinimum)}`);
  else if (isNumeric(maximum) && compare(value, maximum) > 0) add(`is above ${String(maximum)}`);
  else if (isNumeric(exclusiveMaximum) && compare(value, exclusiveMaximum) >= 0)
    add(`must be below ${String(exclusiveMaximum)}`);
  else if (isNumeric(multipleOf) && !isMultiple(value, multipleOf))
    add(`must be a multiple of ${String(multipleOf)}`);
}

/**
 * The schemas that a schema puts together. An `open` value holds expressions: it may fit, so nothing is held against it for
 * fitting (not, a second shape of oneOf), and which way an `if` goes is not known.
 */
function shapeProblems(schema: Schema, value: unknown, path: Path, way: Way, open: boolean): SchemaProblem[] {
  const { $ref: ref, allOf, anyOf, oneOf, not } = schema;
  const fits = (shape: unknown) => judge(shape, value, path, way).length === 0;
  const problems: SchemaProblem[] = [];
  if (typeof ref === "string") problems.push(...judge(lookUp(way.root, ref), value, path, way));
  if (Array.isArray(allOf)) for (const shape of allOf) problems.push(...judge(shape, value, path, way));
  for (const shapes of [anyOf, oneOf]) {
    if (!Array.isArray(shapes)) continue;
    const count = shapes.filter(fits).length;
    if (count === 0) problems.push(...meantProblems(schema, shapes, value, path, way));
    else if (count > 1 && shapes === oneOf && !open) {
      problems.push({ path, message: "fits more than one of the shapes of which one is allowed" });
    }
  }
  if (open) return problems;
  if (not !== undefined && fits(not)) problems.push({ path, message: "has a shape that is not allowed" });
  if (schema["if"] !== undefined)
    problems.push(...judge(schema[fits(schema["if"]) ? "then" : "else"], value, path, way));
  return problems;
}

/**
 * With a discriminator only the shape that it names is asked, so the message is about the field that is wrong and not
 * about every shape that was not meant.
 */
function meantProblems(
  schema: Schema,
  shapes: readonly unknown[],
  value: unknown,
  path: Path,
  way: Way,
): SchemaProblem[] {
  const name = isObject(schema["discriminator"]) ? schema["discriminator"]["propertyName"] : undefined;
  const meant = shapes.find((shape) => {
    const properties = isObject(shape) && isObject(shape["properties"]) ? shape["properties"] : {};
    const tag = typeof name === "string" ? properties[name] : undefined;
    return typeof name === "string" && isObject(value) && isObject(tag) && tag["const"] === value[name];
  });
  return meant === undefined
    ? [{ path, message: "fits none of the allowed shapes" }]
    : judge(meant, value, path, way);
}

export function lookUp(root: unknown, ref: string): unknown {
  return placeOf(ref)?.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[Number(part)];
    return isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }, root);
}

function partsProblems(schema: Schema, path: Path): SchemaProblem[] {
  if (["enum", "const", "pattern"].some((keyword) => keyword in schema)) {
    const hint = 'Put the words into the expression: {{ "a" & input.b }}.';
    return [{ path, message: "must be one whole expression, or none", hint }];
  }
  const { type } = schema;
  if (type === undefined || (Array.isArray(type) ? type.includes("string") : type === "string")) return [];
  const hint = "An expression that stands alone keeps its type.";
  return [{ path, message: `expected ${typeWords(type)}, got a text`, hint }];
}

function isTemplate(value: unknown): value is string {
  return typeof value === "string" && /\{\{.*\}\}/s.test(value);
}

function isWhole(text: string): boolean {
  return /^\s*\{\{.*\}\}\s*$/s.test(text) && !/\}\}.*\{\{/s.test(text);
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(holdsTemplate);
  return (
    isObject(value) && Object.entries(value).some(([key, item]) => key.includes("{{") || holdsTemplate(item))
  );
}

/** What is undefined in the code of a node is not there in JSON. */
function has(value: Schema, key: string): boolean {
  return Object.hasOwn(value, key) && value[key] !== undefined;
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === "integer") return isNumeric(value) && isWholeNumber(value);
  return typeName(value) === type;
}

function typeWords(type: unknown): string {
  return Array.isArray(type) ? type.join(" or ") : String(type);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (isNumeric(value)) return "number";
  return Array.isArray(value) ? "array" : typeof value;
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((text) => typeof text === "string") : [];
}

function hasTwice(items: readonly unknown[]): boolean {
  const plain = items.filter((item) => typeof item !== "object" || item === null);
  if (new Set(plain).size < plain.length) return true;
  const others = items.filter((item) => typeof item === "object" && item !== null);
  return others.some((item, index) => others.slice(0, index).some((other) => equalJson(item, other)));
}
