import { type Numeric, readNumber, saysTheSame } from "./exact-number.ts";

/**
 * Reads JSON as `JSON.parse` does, but keeps every digit: a number that a double would change becomes an ExactNumber,
 * which `JSON.stringify` writes as it was. The one way in for JSON that somebody else wrote.
 */
export function parseJson(text: string): unknown {
  return holdsExactNumbers(text) ? parse(text, keepDigits) : JSON.parse(text);
}

/**
 * Looks at what may be a number of 16 characters or with an exponent, within texts too: a mistake there costs the
 * slower reading, and nothing else.
 */
function holdsExactNumbers(text: string): boolean {
  for (const [, number = ""] of text.matchAll(SUSPECTS)) {
    if (!saysTheSame(number, Number(number))) return true;
  }
  return false;
}

const SUSPECTS = /(?:^|[[:,\s])(-?(?=[\d.]{16}|[\d.]*[eE])\d[\d.eE+-]*)/g;

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === "number" && source !== undefined ? keep(value, source) : value;
}

function keep(value: number, source: string): Numeric {
  return source === String(value) ? value : readNumber(source);
}

/** `JSON.parse` as it is since 2025: the reviver is told what was written. Not yet in TypeScript's library. */
const parse = JSON.parse as unknown as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;
