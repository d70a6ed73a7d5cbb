import { type ExactNumber, type Numeric, readNumber, saysTheSame } from "./exact-number.ts";

/** A value of JSON, its numbers with all their digits. */
export type Json = null | boolean | number | ExactNumber | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Reads JSON as `JSON.parse` does, but keeps every digit: a number that a double would change becomes an ExactNumber,
 * which `JSON.stringify` writes as it was. The one way in for JSON that somebody else wrote. Linear in the text.
 */
export function parseJson(text: string): unknown {
  const places = exactPlaces(text);
  return places.length === 0 ? JSON.parse(text) : parseWith(text, places);
}

/** Where a number stands. */
type Place = readonly [from: number, to: number];

/** Numbers outside of texts that a double would change. */
function exactPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at + 1);
    else if (isDigit(code) || code === MINUS) {
      const from = at;
      while (isOfNumber(text.charCodeAt(at + 1))) at += 1;
      if (mayChange(text, from, at + 1)) places.push([from, at + 1]);
    }
  }
  return places;
}

function mayChange(text: string, from: number, to: number): boolean {
  // Few enough for any double, and no exponent.
  if (to - from <= 15 && !hasExponent(text, from, to)) return false;
  const number = text.slice(from, to);
  // What is no number is left for the parser to refuse, and so is one in the place of a name.
  return !saysTheSame(number, Number(number)) && NUMBER.test(number) && !isName(text, to);
}

/**
 * Each of them stands as a text in what is parsed, behind a mark that nobody can know, and is found by it afterwards:
 * the parser's own way of telling what was written costs many times as much.
 */
function parseWith(text: string, places: readonly Place[]): unknown {
  const parts: string[] = [];
  let end = 0;
  for (const [from, to] of places) {
    parts.push(text.slice(end, from), `"${mark}${text.slice(from, to)}"`);
    end = to;
  }
  parts.push(text.slice(end));
  return restore(JSON.parse(parts.join("")));
}

function restore(root: unknown): unknown {
  if (typeof root === "string") return marked(root) ?? root;
  const open: unknown[] = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (Array.isArray(part)) {
      for (const [at, value] of part.entries()) {
        if (typeof value === "string") part[at] = marked(value) ?? value;
        else if (typeof value === "object" && value !== null) open.push(value);
      }
    } else if (typeof part === "object" && part !== null) {
      for (const [key, value] of Object.entries(part)) {
        const number = typeof value === "string" ? marked(value) : undefined;
        // Not by assignment: a field may be called __proto__.
        if (number !== undefined) Object.defineProperty(part, key, { value: number, ...field });
        else if (typeof value === "object" && value !== null) open.push(value);
      }
    }
  }
  return root;
}

function marked(value: string): Numeric | undefined {
  return value.startsWith(mark) ? readNumber(value.slice(mark.length)) : undefined;
}

const mark = `~${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}:`;
const field = { enumerable: true, writable: true, configurable: true } as const;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const [QUOTE, BACKSLASH, MINUS, PLUS, POINT, COLON] = [0x22, 0x5c, 0x2d, 0x2b, 0x2e, 0x3a];

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isOfNumber(code: number): boolean {
  return isDigit(code) || code === POINT || (code | 0x20) === 0x65 || code === PLUS || code === MINUS;
}

function hasExponent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((text.charCodeAt(at) | 0x20) === 0x65) return true;
  return false;
}

/** Where the text ends that began before `from`; the last place when it does not. */
function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH && end - slashes > from) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function isName(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === COLON;
}
