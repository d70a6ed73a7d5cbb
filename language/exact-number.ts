/**
 * A number of JSON that a double would change: more digits, or a larger power of ten, than it holds. Wherever JSON is
 * read it stands for its number; `JSON.stringify` writes its digits, and what would round it throws.
 *
 * Two of them are the same number exactly when their `digits` are the same, and neither is ever the same as a double's.
 */
export class ExactNumber {
  /** As JSON writes it, without zeros that say nothing; with an exponent only beyond 1,000 digits. */
  readonly digits: string;

  /** Only `readNumber` makes these: digits that a double holds are a double. */
  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): unknown {
    return rawJson(this.digits);
  }

  toString(): string {
    return this.digits;
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.digits;
    throw new TypeError(`${shortened(this.digits)} has more digits than a number of JavaScript holds`);
  }
}

/** What a number of JSON is read as. */
export type Numeric = number | ExactNumber;

/** Longer numbers keep their exponent, and are none that arithmetic is done with. */
export const MOST_DIGITS = 1_000;

/** The number that `text` says: a double where that says the same. `text` is a number as JSON writes it. */
export function readNumber(text: string): Numeric {
  const double = Number(text);
  if (saysTheSame(text, double)) return double;
  return new ExactNumber(write(split(text)));
}

/** Whether a double keeps the number that `text` says. */
export function saysTheSame(text: string, double: number): boolean {
  const said = String(double);
  if (text === said) return true;
  if (!Number.isFinite(double)) return false;
  const [a, b] = [split(text), split(said)];
  return (
    a.digits === b.digits && (a.digits === "" || (a.negative === b.negative && a.exponent === b.exponent))
  );
}

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || value instanceof ExactNumber;
}

/** Its digits, the first of them when there are many. */
export function shortened(digits: string): string {
  return digits.length <= 40 ? digits : `${digits.slice(0, 37)}…`;
}

/** `0.digits` moved by `exponent`: digits begin and end with one that is not 0, and are none for 0. */
type Decimal = { readonly negative: boolean; readonly digits: string; readonly exponent: number };

function split(text: string): Decimal {
  const negative = text.startsWith("-");
  const [mantissa = "", power = "0"] = text
    .slice(negative ? 1 : 0)
    .toLowerCase()
    .split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const begin = firstNotZero(all);
  return {
    negative,
    digits: all.slice(begin, lastNotZero(all, begin)),
    exponent: whole.length - begin + Number(power),
  };
}

function firstNotZero(digits: string): number {
  let at = 0;
  while (digits.charCodeAt(at) === ZERO) at += 1;
  return at;
}

function lastNotZero(digits: string, begin: number): number {
  let end = digits.length;
  while (end > begin && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  return end;
}

const ZERO = 0x30;

function write({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? "-" : "";
  if (Math.abs(exponent) > MOST_DIGITS) return `${sign}${digits}e${exponent - digits.length}`;
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits.padEnd(exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Part of the language since 2025, and not yet of TypeScript's library. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
