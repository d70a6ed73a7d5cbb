/**
 * Any JSON, as text and back. An expression is written bare (`{{ input.id }}`), since it is what most people want
 * there; everything else is JSON, so that "7" and 7 can be told apart.
 */
import { parseJson } from "#language/json.ts";
export function printAny(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && isBare(value)) return value;
  return JSON.stringify(value, null, 2);
}

export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

export function readAny(text: string): Reading {
  if (text.trim() === "") return { ok: true, value: undefined };
  if (isBare(text)) return { ok: true, value: text };
  try {
    const value: unknown = parseJson(text);
    return { ok: true, value };
  } catch {
    return { ok: false, message: 'Not JSON. Write text as "text", an expression as {{ expression }}.' };
  }
}

/** Begins with an expression, so it cannot be JSON: no JSON begins with two braces. */
const isBare = (text: string) => text.trimStart().startsWith("{{");
