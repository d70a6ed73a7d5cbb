import { isNumeric } from "#language/exact-number.ts";
import { parseJson } from "#language/json.ts";

/** What is typed for a variable, as `reflux var set` reads it: JSON, or else the text it is. */
export interface Typed {
  readonly value: unknown;
  /** What it will be: a text, a number, a list, … */
  readonly kind: string;
}

export function readTyped(typed: string, asText: boolean): Typed {
  if (asText) return { value: typed, kind: "text" };
  try {
    const value = parseJson(typed);
    return { value, kind: kindOf(value) };
  } catch {
    return { value: typed, kind: "text" };
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (isNumeric(value)) return "number";
  return typeof value === "string" ? "text" : typeof value;
}

/** As it would be typed: JSON, and a text bare where it reads as that text. */
export function written(value: unknown): string {
  const bare = typeof value === "string" && readTyped(value, false).value === value;
  return bare ? value : JSON.stringify(value);
}
