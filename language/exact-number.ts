/**
 * A number of JSON that a double would change: more digits, or a larger power of ten, than it holds. Wherever JSON is
 * read it stands for its number; `JSON.stringify` writes its digits, and what would round it throws.
 *
 * Two of them are the same number exactly when their `digits` are the same, and neither is ever the same as a double's.
 */
export class ExactNumber {
  /** As JSON writes it, without zeros that say nothing; with an exponent where that spares more than 25 of them. */
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

/** With more than these no arithmetic is done. */
export const MOST_DIGITS = 1_000;

/** The number that `text` says: a double where that says the same. `text` is a number as JSON writes it. */
export function readNumber(text: string): Numeric {
  const double = Number(text);
  if (saysTheSame(text, double)) return double;
  return new ExactNumber(write(split(text)));
}

/** Whether a double keeps the number that `text` says. */
export function saysTheSame(text: string, double: number): boolean {
  // Whatever has 15 digits comes out of a double as it went in, unless it is next to nothing, or beyond all.
  const size = Math.abs(double);
  if (size > 1e-290 && size < 1e300 && mantissaLength(text) <= 15) return true;
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
  const negative = text.charCodeAt(0) === MINUS;
  const from = negative ? 1 : 0;
  const end = mantissaLength(text);
  const power = end === text.length ? 0 : Number(text.slice(end + 1));
  const point = text.indexOf(".");
  const all = point < 0 ? text.slice(from, end) : text.slice(from, point) + text.slice(point + 1, end);
  const begin = firstNotZero(all);
  const whole = (point < 0 ? end : point) - from;
  return { negative, digits: all.slice(begin, lastNotZero(all, begin)), exponent: whole - begin + power };
}

/** Characters before the exponent. */
function mantissaLength(text: string): number {
  for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) | 0x20) === E) return at;
  return text.length;
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

const [ZERO, MINUS, E] = [0x30, 0x2d, 0x65];

const MOST_ZEROS = 25;

function write({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? "-" : "";
  if (exponent < -MOST_ZEROS || exponent - digits.length > MOST_ZEROS) {
    return `${sign}${digits}e${exponent - digits.length}`;
  }
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits.padEnd(exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Part of the language since 2025, and not yet of TypeScript's library. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
