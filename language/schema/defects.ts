import { compare } from "../arithmetic.ts";
import { isNumeric } from "../exact-number.ts";
import { isObject } from "../is-object.ts";
import { FORMATS } from "./formats.ts";
import { isHint, isKeyword, KEYWORDS, partsOf, placeOf, type Shape } from "./keywords.ts";
import { isWhole } from "./numbers.ts";
import { portablePattern } from "./pattern.ts";

/** One thing that is wrong with a schema: `input.properties.age.minimum`. */
export interface SchemaDefect {
  readonly path: string;
  readonly message: string;
  readonly unknown?: true;
}

interface Found {
  readonly at: readonly string[];
  readonly place: string;
  readonly schema: unknown;
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const TYPES = new Set<unknown>(["object", "array", "string", "number", "integer", "boolean", "null"]);
const DEEPEST = 64;

/**
 * What is wrong with a JSON Schema itself: unknown keywords, values that they cannot have, references to nowhere, and
 * references that come back to themselves without having gone a step down into the value.
 */
export function schemaDefects(schema: unknown, path: string): SchemaDefect[] {
  const found = [...walk({ at: [], place: path, schema }, 0)];
  const places = new Map(found.map((part) => [address(part.at), part]));
  return found.flatMap((part) => {
    if (typeof part.schema === "boolean") return [];
    if (!isObject(part.schema)) {
      const message = part.at.length > DEEPEST ? "is nested too deep" : "must be a JSON Schema: an object";
      return [{ path: part.place, message }];
    }
    return Object.entries(part.schema).flatMap(([keyword, value]) => judge(keyword, value, part, places));
  });
}

type Places = ReadonlyMap<string, Found>;

function judge(keyword: string, value: unknown, part: Found, places: Places): SchemaDefect[] {
  const path = `${part.place}.${keyword}`;
  if (!isKeyword(keyword)) {
    return isHint(keyword) ? [] : [{ path, message: "is not a keyword of a schema here", unknown: true }];
  }
  const rule = RULES[KEYWORDS[keyword]];
  if (!rule.fits(value, part, places)) return [{ path, message: `must be ${rule.want}` }];
  if (keyword === "$ref" && returns(part, places)) {
    return [{ path, message: "leads back to itself, and no value could be judged by it" }];
  }
  return [];
}

interface Rule {
  readonly want: string;
  fits(value: unknown, part: Found, places: Places): boolean;
}

const isText = (value: unknown) => typeof value === "string";
const isNames = (value: unknown) => Array.isArray(value) && value.every(isText);

const RULES: Readonly<Record<Shape, Rule>> = {
  any: { want: "any value", fits: () => true },
  text: { want: "a text", fits: isText },
  "root text": {
    want: "a text, at the top of the document",
    fits: (value, { at }) => isText(value) && at.length === 0,
  },
  boolean: { want: "true or false", fits: (value) => typeof value === "boolean" },
  number: { want: "a number", fits: isNumeric },
  "number above 0": { want: "a number above 0", fits: (value) => isNumeric(value) && compare(value, 0) > 0 },
  count: {
    want: "a whole number from 0 on",
    fits: (value) => isNumeric(value) && compare(value, 0) >= 0 && isWhole(value),
  },
  list: { want: "a list", fits: (value) => Array.isArray(value) },
  values: { want: "a list of at least one value", fits: (value) => Array.isArray(value) && value.length > 0 },
  names: { want: "a list of names", fits: isNames },
  "names by name": {
    want: "an object of lists of names",
    fits: (value) => isObject(value) && Object.values(value).every(isNames),
  },
  type: {
    want: "a JSON type, or a list of them",
    fits: (value) =>
      Array.isArray(value) ? value.length > 0 && value.every((type) => TYPES.has(type)) : TYPES.has(value),
  },
  schema: { want: "a JSON Schema", fits: () => true },
  schemas: { want: "a list of schemas", fits: (value) => Array.isArray(value) && value.length > 0 },
  "schemas by name": { want: "an object of schemas", fits: isObject },
  "schemas by pattern": {
    want: "an object of schemas by regular expressions",
    fits: (value) => isObject(value) && Object.keys(value).every((pattern) => portablePattern(pattern)),
  },
  pattern: {
    want: "a regular expression",
    fits: (value) => typeof value === "string" && portablePattern(value) !== undefined,
  },
  format: { want: "a known format", fits: (value) => typeof value === "string" && FORMATS.has(value) },
  dialect: { want: DIALECT, fits: (value) => value === DIALECT },
  discriminator: {
    want: "an object with a propertyName",
    fits: (value) => isObject(value) && isText(value["propertyName"]),
  },
  reference: {
    want: "a reference to a schema of this document",
    fits: (value, _, places) => target(value, places) !== undefined,
  },
};

function* walk(part: Found, depth: number): Generator<Found> {
  yield depth > DEEPEST ? { ...part, schema: undefined } : part;
  if (depth > DEEPEST) return;
  for (const { at, place, schema } of partsOf(part.schema)) {
    yield* walk({ at: [...part.at, ...at], place: part.place + place, schema }, depth + 1);
  }
}

function target(ref: unknown, places: Places): Found | undefined {
  const at = typeof ref === "string" ? placeOf(ref) : undefined;
  return at && places.get(address(at));
}

/** Whether the reference of a schema leads back to it, by schemas that all judge the same value. */
function returns(start: Found, places: Places): boolean {
  const seen = new Set<Found>();
  const open = [start];
  for (let part = open.pop(); part; part = open.pop()) {
    if (!isObject(part.schema)) continue;
    const { at } = part;
    const inside = partsOf(part.schema).filter(({ same }) => same);
    const next = [
      ...inside.map((one) => places.get(address([...at, ...one.at]))),
      target(part.schema["$ref"], places),
    ];
    // By its own reference only: what stands around it judges the value, too, but does not come back.
    for (const one of part === start && seen.size === 0 ? next.slice(-1) : next) {
      if (one === start) return true;
      if (one && !seen.has(one)) {
        seen.add(one);
        open.push(one);
      }
    }
  }
  return false;
}

function address(at: readonly string[]): string {
  return JSON.stringify(at);
}
