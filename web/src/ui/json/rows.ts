/**
 * JSON as a flat list of lines, so that a virtual list can show it. Only what is open is walked: the cost follows
 * the lines on offer, not the size of the value.
 */
import { ExactNumber } from "#language/exact-number.ts";

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

export interface JsonRow {
  /** JSON path from the root: `$.lines[3].price`. Names the line everywhere: open, search, copy. */
  readonly path: string;
  readonly depth: number;
  readonly key: string | number | null;
  readonly kind: JsonKind;
  readonly value: unknown;
  /** Entries of an object or array. */
  readonly size: number;
  readonly open: boolean;
}

/** Which containers are open: those a person touched, and by default the first levels. */
export interface Opening {
  readonly depth: number;
  readonly touched: ReadonlyMap<string, boolean>;
}

/** More lines than this are not listed. */
const mostLines = 200_000;
/** So many lines are open by themselves; what comes after them waits to be opened. */
const openLines = 1_000;

export function jsonRows(root: unknown, opening: Opening): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  walk(root, null, "$", 0);
  return rows;

  function walk(value: unknown, key: string | number | null, path: string, depth: number) {
    const kind = kindOf(value);
    const size = entryCount(value);
    const open =
      size > 0 && (opening.touched.get(path) ?? (depth < opening.depth && rows.length < openLines));
    rows.push({ path, depth, key, kind, value, size, open });
    if (!open || rows.length >= mostLines) return;
    for (const [childKey, child, childPath] of entries(value, path)) {
      if (rows.length >= mostLines) return;
      walk(child, childKey, childPath, depth + 1);
    }
  }
}

export function kindOf(value: unknown): JsonKind {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof ExactNumber) return "number";
  switch (typeof value) {
    case "object":
      return "object";
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "string";
  }
}

/** A closed container in a few words: `{ id, total, +3 }`, `[ 12 items ]`. */
export function summarise(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} item${value.length === 1 ? "" : "s"}`;
  if (typeof value !== "object" || value === null) return "";
  const keys = Object.keys(value);
  const shown = keys.slice(0, 4).join(", ");
  return keys.length > 4 ? `${shown}, +${keys.length - 4}` : shown;
}

/** Paths whose key or plain value contains the words, in document order, and the containers to open for each. */
export function searchJson(root: unknown, words: string): readonly string[] {
  const found: string[] = [];
  const needle = words.toLowerCase();
  if (needle === "") return found;
  // An explicit stack: a value nested ten thousand deep must not end the page.
  const stack: (readonly [string | number | null, unknown, string])[] = [[null, root, "$"]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [key, value, path] = next;
    const inKey = typeof key === "string" && key.toLowerCase().includes(needle);
    const inValue = entryCount(value) === 0 && String(value).toLowerCase().includes(needle);
    if (inKey || inValue) found.push(path);
    // One by one: a call takes no hundred thousand arguments.
    for (const entry of [...entries(value, path)].reverse()) stack.push(entry);
  }
  return found;
}

/** `$.a.b[0]` lies in `$`, `$.a` and `$.a.b`. */
export function ancestors(path: string): readonly string[] {
  const parts = path.match(/^\$|\.[^.[]+|\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g) ?? [];
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join(""));
}

function entryCount(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

function* entries(value: unknown, path: string): Generator<readonly [string | number, unknown, string]> {
  if (Array.isArray(value)) {
    for (const [index, child] of value.entries()) yield [index, child, `${path}[${index}]`];
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      yield [key, child, /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`];
    }
  }
}
