import { isObject, type Json, type JsonObject } from "./document.ts";

/** Keys of objects on the way from a value to a place inside it. Arrays are values: they change as a whole. */
export type Path = readonly string[];

export function getAt(value: Json | undefined, path: Path): Json | undefined {
  let current = value;
  for (const key of path) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/**
 * The object with the value at `path` replaced, or removed when `value` is undefined. Objects on the way are made
 * when missing. A new key goes to `at`, or last, so that undoing a removal restores the order a person chose.
 */
export function setAt(object: JsonObject, path: Path, value: Json | undefined, at?: number): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isObject(value) ? value : object;
  if (rest.length > 0) {
    const inner = Object.hasOwn(object, key) ? object[key] : undefined;
    return insert(object, key, setAt(isObject(inner) ? inner : {}, rest, value, at));
  }
  return value === undefined ? omit(object, key) : insert(object, key, value, at);
}

export function omit<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** Sets `key`, in place if it is there, else at position `at` of the key order, else last. */
export function insert<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T,
  at?: number,
): Readonly<Record<string, T>> {
  if (at === undefined || Object.hasOwn(record, key)) return { ...record, [key]: value };
  const entries = Object.entries(record);
  return Object.fromEntries(entries.toSpliced(at, 0, [key, value]));
}

export function positionOf(record: Readonly<Record<string, unknown>>, key: string): number {
  return Object.keys(record).indexOf(key);
}

/** `["steps", "shape", "config", "cases", "2"]` as `steps.shape.config.cases[2]`. */
export function printPath(parts: readonly (string | number)[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === "number" || /^\d+$/.test(part)) return `${path}[${part}]`;
    if (!/^[^.[\]\s]+$/.test(part)) return `${path}[${JSON.stringify(part)}]`;
    return path === "" ? part : `${path}.${part}`;
  }, "");
}

/** The inverse: `a.b[0]["odd key"]` is a, b, 0, odd key. */
export function readPath(path: string): Path {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(
    ([, index, quoted, name = ""]) => index ?? (quoted === undefined ? name : String(JSON.parse(quoted))),
  );
}
