import { isObject } from "../is-object.ts";
import { portablePattern } from "./pattern.ts";
import { lookUp, schemaProblems } from "./problems.ts";
import { sampleText } from "./sample-text.ts";

type Schema = Readonly<Record<string, unknown>>;

/** What is tried before it is said that none was found: schemas may be such that nothing fits. */
const TRIES = 2_000;
const DEEPEST = 12;

interface Way {
  readonly root: unknown;
  readonly depth: number;
  left: number;
}

/** A value that fits a schema; undefined where none was found. What it gives has been judged by `schemaProblems`. */
export function exampleOf(schema: unknown): unknown {
  return fitting(schema, { root: schema, depth: 0, left: TRIES });
}

/** The first of the candidates that fits. */
function fitting(schema: unknown, way: Way): unknown {
  for (const value of candidates(schema, way)) {
    way.left -= 1;
    if (way.left < 0) return undefined;
    if (schemaProblems(schema, value, { root: way.root }).length === 0) return value;
  }
  return undefined;
}

function* candidates(schema: unknown, way: Way): Generator<unknown> {
  if (!isObject(schema)) {
    if (schema !== false) yield* ["text", 1];
    return;
  }
  if (way.depth > DEEPEST) return;
  yield* given(schema);
  for (const shape of shapesOf(schema, { ...way })) {
    yield* given(shape);
    yield* plain(shape, way);
  }
}

/** What the author wrote down. */
function* given(schema: Schema): Generator<unknown> {
  for (const keyword of ["const", "default"]) if (keyword in schema) yield schema[keyword];
  yield* [...listOf(schema["examples"]), ...listOf(schema["enum"])];
}

/** The schema as one without parts, in each way that its parts can be put together. */
function* shapesOf(schema: Schema, way: Way, depth = 0): Generator<Schema> {
  const { $ref: ref, allOf, anyOf, oneOf, if: condition, ...rest } = schema;
  const all = [...(typeof ref === "string" ? [lookUp(way.root, ref)] : []), ...listOf(allOf)];
  const [first, ...others] = all;
  if (depth > DEEPEST) return;
  const next = function* (part: unknown, left: Schema) {
    if (isObject(part)) yield* shapesOf(merged(left, part), way, depth + 1);
  };
  if (all.length > 0) {
    const kept = { ...rest, ...(anyOf ? { anyOf } : {}), ...(oneOf ? { oneOf } : {}) };
    const branch = condition === undefined ? {} : { if: condition };
    yield* next(first === true ? {} : first, {
      ...kept,
      ...branch,
      ...(others.length > 0 ? { allOf: others } : {}),
    });
  } else if (anyOf !== undefined || oneOf !== undefined) {
    const kept = { ...rest, ...(condition === undefined ? {} : { if: condition }) };
    const left = anyOf !== undefined && oneOf !== undefined ? { ...kept, oneOf } : kept;
    for (const part of listOf(anyOf ?? oneOf)) yield* next(part === true ? {} : part, left);
  } else if (condition !== undefined) {
    const { then: met = {}, else: unmet = {}, ...left } = rest;
    yield* next(unmet === true ? {} : unmet, left);
    yield* next(met === true ? {} : met, isObject(condition) ? merged(left, condition) : left);
  } else yield rest;
}

/** Both at once, as far as one schema can say it: what it cannot is found out when the value is judged. */
function merged(a: Schema, b: Schema): Schema {
  const both: Record<string, unknown> = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const before = both[keyword];
    if (before === undefined) both[keyword] = value;
    else if (keyword === "required" || keyword === "examples")
      both[keyword] = [...new Set([...listOf(before), ...listOf(value)])];
    else if (keyword === "allOf" || keyword === "anyOf")
      both[keyword] = [...listOf(before), ...listOf(value)];
    else if (keyword === "enum" || keyword === "type") both[keyword] = common(before, value);
    else if (keyword === "properties" || keyword === "$defs" || keyword === "patternProperties")
      both[keyword] = mergedParts(before, value);
    else if (keyword === "items" && isObject(before) && isObject(value))
      both[keyword] = merged(before, value);
    else if (typeof before === "number" && typeof value === "number")
      both[keyword] = /^(max|exclusiveMax)/.test(keyword) ? Math.min(before, value) : Math.max(before, value);
    else if (keyword !== "title" && keyword !== "description") both[keyword] = value;
  }
  return both;
}

function mergedParts(a: unknown, b: unknown): Schema {
  const both: Record<string, unknown> = { ...(isObject(a) ? a : {}) };
  for (const [key, part] of Object.entries(isObject(b) ? b : {})) {
    const before = both[key];
    both[key] =
      isObject(before) && isObject(part)
        ? { allOf: [before, part] }
        : part === true
          ? (before ?? part)
          : part;
  }
  return both;
}

function common(a: unknown, b: unknown): unknown {
  const [left, right] = [listOf(a, true), listOf(b, true)];
  const narrow = (one: unknown) => right.includes(one) || (one === "integer" && right.includes("number"));
  return [...left.filter(narrow), ...right.filter((one) => one === "integer" && left.includes("number"))];
}

/** Values of a schema that has no parts but those of objects and lists. */
function* plain(schema: Schema, way: Way): Generator<unknown> {
  for (const type of typesOf(schema)) {
    if (type === "object") yield* objects(schema, way);
    else if (type === "array") yield* lists(schema, way);
    else if (type === "string") yield* texts(schema);
    else if (type === "number" || type === "integer") yield* numbers(schema, type === "integer");
    else if (type === "boolean") yield* [true, false];
    else if (type === "null") yield null;
  }
}

const words: readonly (readonly [type: string, keywords: RegExp])[] = [
  ["object", /propert|required|dependent/i],
  ["array", /items|contains/i],
  ["string", /length|pattern$|format/i],
  ["number", /imum$|multipleOf/i],
];

/** What is said, else what its keywords are about, and then whatever there is. */
function typesOf(schema: Schema): readonly unknown[] {
  if (schema["type"] !== undefined) return listOf(schema["type"], true);
  const about = words.filter(([, pattern]) => Object.keys(schema).some((keyword) => pattern.test(keyword)));
  return [...about.map(([type]) => type), "string", "number", "boolean", "null", "object", "array"];
}

/** With all it may have, so that it shows what there is; then with what it must. */
function* objects(schema: Schema, way: Way): Generator<unknown> {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = listOf(schema["required"]).filter((key) => typeof key === "string");
  const needed = isObject(schema["dependentRequired"])
    ? Object.values(schema["dependentRequired"]).flat()
    : [];
  const patterns = Object.entries(isObject(schema["patternProperties"]) ? schema["patternProperties"] : {});
  const inner: Way = { root: way.root, depth: way.depth + 1, left: way.left };
  const made = new Map<string, unknown>();
  const ruleOf = (key: string): unknown => {
    const rules = patterns.filter(([pattern]) => portablePattern(pattern)?.test(key)).map(([, rule]) => rule);
    if (Object.hasOwn(properties, key)) rules.unshift(properties[key]);
    if (rules.length > 1) return { allOf: rules };
    return rules.length > 0 ? rules[0] : (schema["additionalProperties"] ?? true);
  };
  const add = (key: string) => {
    if (!made.has(key)) made.set(key, fitting(ruleOf(key), inner));
    return made.get(key) !== undefined;
  };
  const of = (keys: readonly string[]) =>
    Object.fromEntries(keys.flatMap((key) => (add(key) ? [[key, made.get(key)]] : [])));
  // Below the first levels only what has to be there: a schema that holds itself has no end.
  const all = way.depth < 4 ? Object.keys(properties) : [];
  const shapes = [
    [
      ...new Set([
        ...Object.keys(properties).filter((key) => required.includes(key) || all.includes(key)),
        ...required,
      ]),
    ],
    required,
    [...required, ...needed.filter((key) => typeof key === "string")],
    [...Object.keys(properties), ...required, ...needed.filter((key) => typeof key === "string")],
  ];
  const least = typeof schema["minProperties"] === "number" ? schema["minProperties"] : 0;
  for (const keys of shapes) {
    const more = [...keys];
    const names = [...Object.keys(properties), ...spareNames(schema, patterns, least)];
    for (const name of names) if (more.length < least && !more.includes(name) && add(name)) more.push(name);
    yield of(more);
  }
  // Where something is not allowed together: without one of them.
  for (const key of shapes[0] ?? []) yield of((shapes[0] ?? []).filter((other) => other !== key));
}

/** Names for fields that the schema does not name, where it asks for more of them. */
function spareNames(
  schema: Schema,
  patterns: readonly (readonly [string, unknown])[],
  count: number,
): string[] {
  const rule = isObject(schema["propertyNames"]) ? schema["propertyNames"] : {};
  const given = [...listOf(rule["enum"]), ...("const" in rule ? [rule["const"]] : [])];
  const made = Array.from({ length: Math.min(count, 50) }, (_, index) => `field_${index + 1}`);
  const byRule = texts(rule);
  const byPattern = patterns.flatMap(([pattern]) => [...sampleText(pattern)]);
  return [...given, ...byPattern, ...byRule, ...made].filter((name) => typeof name === "string");
}

function* lists(schema: Schema, way: Way): Generator<unknown> {
  const inner: Way = { root: way.root, depth: way.depth + 1, left: way.left };
  const [least, most] = [countOf(schema["minItems"], 0), countOf(schema["maxItems"], 50)];
  const contains = schema["contains"];
  const wanted = contains === undefined ? 0 : Math.max(1, countOf(schema["minContains"], 1));
  const first = listOf(schema["prefixItems"]);
  const rule = (index: number, held: boolean): unknown => {
    const own = index < first.length ? first[index] : (schema["items"] ?? true);
    return held ? { allOf: [own, contains] } : own;
  };
  // As few as may be, but one to show what is in it; lists of lists end somewhere.
  const length = Math.min(most, Math.max(least, wanted, first.length, way.depth < 4 ? 1 : 0), 100);
  for (const size of new Set([length, Math.max(least, wanted), least])) {
    const items: unknown[] = [];
    for (let index = 0; index < size; index += 1) {
      const held = contains !== undefined && index >= size - wanted;
      const item =
        schema["uniqueItems"] === true
          ? unlike(items, rule(index, held), inner)
          : (fitting(rule(index, held), inner) ?? fitting(rule(index, false), inner));
      if (item === undefined) break;
      items.push(item);
    }
    yield items;
  }
}

/** One more that is not there yet. */
function unlike(items: readonly unknown[], schema: unknown, way: Way): unknown {
  const others = { not: { enum: items } };
  const found = fitting(isObject(schema) ? { allOf: [schema, others] } : others, way);
  if (found !== undefined || items.length === 0) return found;
  const shift = { type: ["integer", "string"], minimum: items.length + 1, minLength: items.length + 1 };
  return fitting(isObject(schema) ? { allOf: [schema, shift] } : shift, way);
}

const FORMATTED: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  time: "12:00:00Z",
  "date-time": "2026-01-31T12:00:00Z",
  duration: "PT10S",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "example.com",
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "3f0c8a52-6d1e-4b7f-9a34-5e2b1c0d9f87",
};

function* texts(schema: Schema): Generator<string> {
  const [least, most] = [countOf(schema["minLength"], 0), countOf(schema["maxLength"], 1_000)];
  const format = typeof schema["format"] === "string" ? FORMATTED[schema["format"]] : undefined;
  if (format !== undefined) yield format;
  if (typeof schema["pattern"] === "string") yield* sampleText(schema["pattern"], least);
  const text = "text";
  yield text.slice(0, most).padEnd(Math.min(least, 10_000), text);
  yield "";
}

function* numbers(schema: Schema, whole: boolean): Generator<number> {
  const low = numberOf(schema["minimum"]) ?? numberOf(schema["exclusiveMinimum"]);
  const high = numberOf(schema["maximum"]) ?? numberOf(schema["exclusiveMaximum"]);
  const by = numberOf(schema["multipleOf"]);
  const steps = [by ?? 1, ...(whole ? [] : [0.5, 0.1])];
  const from = low ?? (high !== undefined && high < 1 ? high : 1);
  for (const step of steps) {
    const near = Math.ceil(from / step) * step;
    yield* [near, near + step, near - step, Math.ceil(near), Math.floor(near)].map(tidy);
  }
  if (low !== undefined && high !== undefined) yield tidy((low + high) / 2);
  yield 0;
}

/** 0.30000000000000004 was meant as 0.3. */
const tidy = (value: number) => (Number.isInteger(value) ? value + 0 : Number(value.toPrecision(12)));

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const countOf = (value: unknown, otherwise: number) => numberOf(value) ?? otherwise;
const listOf = (value: unknown, single = false): readonly unknown[] =>
  Array.isArray(value) ? value : single && value !== undefined ? [value] : [];
