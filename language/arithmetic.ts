/**
 * What is computed with numbers, as people count: in decimals. 0.1 + 0.2 is 0.3. No integer and no ExactNumber is
 * ever rounded in silence; fractions are, where their result has more digits than a double holds.
 */
import { ExactNumber, MOST_DIGITS, type Numeric, readNumber, shortened } from "./exact-number.ts";

export function plus(a: Numeric, b: Numeric): Numeric {
  return inDecimals(a, b, isDouble(a) && isDouble(b) ? a + b : undefined, add);
}

export function minus(a: Numeric, b: Numeric): Numeric {
  return plus(a, negative(b));
}

export function times(a: Numeric, b: Numeric): Numeric {
  return inDecimals(a, b, isDouble(a) && isDouble(b) ? a * b : undefined, multiply);
}

/** Of doubles to the nearest double. What has more digits is divided when it goes out; else it throws. */
export function dividedBy(a: Numeric, b: Numeric): Numeric {
  if (isDouble(a) && isDouble(b) && !roundsIntegers(a, b, Math.max(Math.abs(a), Math.abs(b)))) return a / b;
  const [x, y] = [scaled(a), scaled(b)];
  if (y.units === 0n) return Number.NaN;
  const units = x.units * 10n ** MORE_DIGITS;
  if (units % y.units === 0n) {
    return written({ units: units / y.units, exponent: x.exponent - y.exponent - Number(MORE_DIGITS) });
  }
  if (isDouble(a) && isDouble(b)) return a / b;
  throw new InexactError(`${said(a)} / ${said(b)} has no end, and a part of it would not be right`);
}

/** What is left of a division, with the sign of `a`. */
export function modulo(a: Numeric, b: Numeric): Numeric {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return Number(a) % Number(b);
  const [x, y] = aligned(scaled(a), scaled(b));
  return y.units === 0n ? Number.NaN : written({ units: x.units % y.units, exponent: x.exponent });
}

/** An integer to the power of an integer is exact; anything else is what doubles give. */
export function power(a: Numeric, b: Numeric): Numeric {
  const exponent = isDouble(b) ? b : Number.NaN;
  const isWhole = Number.isInteger(exponent) && exponent >= 0;
  if (isDouble(a) && (!isWhole || !roundsIntegers(a, exponent, a ** exponent))) return a ** Number(exponent);
  if (!isWhole)
    throw new InexactError(`${said(a)} to the power of ${said(b)} cannot be told to its last digit`);
  const { units, exponent: by } = scaled(a);
  if (digitsOf(units) * exponent > MOST_DIGITS) throw tooLong();
  return written({ units: units ** BigInt(exponent), exponent: by * exponent });
}

export function negative(a: Numeric): Numeric {
  if (isDouble(a)) return -a;
  return new ExactNumber(a.digits.startsWith("-") ? a.digits.slice(1) : `-${a.digits}`);
}

/** Below 0, 0 or above it, as `a` is less than, equal to or more than `b`. */
export function compare(a: Numeric, b: Numeric): number {
  if (isDouble(a) && isDouble(b)) return a < b ? -1 : Number(a > b);
  const [x, y] = aligned(scaled(a), scaled(b));
  return x.units < y.units ? -1 : Number(x.units > y.units);
}

/** An operation that would have to round. */
export class InexactError extends Error {
  override readonly name = "InexactError";
}

/** How far behind its point a quotient is looked for. */
const MORE_DIGITS = 30n;

type Scaled = { readonly units: bigint; readonly exponent: number };

function isDouble(number: Numeric): number is number {
  return typeof number === "number";
}

/** Whether integers gave what a double may have rounded. */
function roundsIntegers(a: number, b: number, result: number): boolean {
  return !Number.isSafeInteger(result) && Number.isInteger(a) && Number.isInteger(b);
}

function scaled(number: Numeric): Scaled {
  const [mantissa = "", exponent = "0"] = String(number).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  if (whole.length + fraction.length > 2 * MOST_DIGITS) throw tooLong();
  return { units: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** `rounded` is what doubles give; undefined where they are no doubles. */
function inDecimals(
  a: Numeric,
  b: Numeric,
  rounded: number | undefined,
  compute: (a: Scaled, b: Scaled) => Scaled,
): Numeric {
  if (rounded === undefined) return written(compute(scaled(a), scaled(b)));
  if (Number.isSafeInteger(rounded) && Number.isInteger(a) && Number.isInteger(b)) return rounded;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return rounded;
  const [x, y] = [scaled(a), scaled(b)];
  const isWhole = Number.isInteger(a) && Number.isInteger(b);
  if (!isWhole && Math.abs(x.exponent - y.exponent) > MOST_DECIMALS) return rounded;
  const exact = written(compute(x, y));
  return isWhole || isDouble(exact) ? exact : rounded;
}

/** Beyond this a sum of doubles has more digits than one of them holds, whatever they are. */
const MOST_DECIMALS = 40;

function add(a: Scaled, b: Scaled): Scaled {
  const [x, y] = aligned(a, b);
  return { units: x.units + y.units, exponent: x.exponent };
}

function multiply(a: Scaled, b: Scaled): Scaled {
  return { units: a.units * b.units, exponent: a.exponent + b.exponent };
}

function aligned(a: Scaled, b: Scaled): readonly [Scaled, Scaled] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [lowered(a, exponent), lowered(b, exponent)];
}

function lowered({ units, exponent }: Scaled, to: number): Scaled {
  if (exponent - to > 2 * MOST_DIGITS) throw tooLong();
  return { units: units * 10n ** BigInt(exponent - to), exponent: to };
}

function written({ units, exponent }: Scaled): Numeric {
  if (digitsOf(units) + Math.max(0, exponent) > MOST_DIGITS || exponent < -MOST_DIGITS) throw tooLong();
  return readNumber(`${units}e${exponent}`);
}

function digitsOf(units: bigint): number {
  return String(units).length;
}

function said(number: Numeric): string {
  return shortened(String(number));
}

function tooLong(): InexactError {
  return new InexactError(`the result has more than ${MOST_DIGITS} digits`);
}
