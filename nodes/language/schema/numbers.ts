/** A number as its digits and the power of ten behind them: exact, whatever its size. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Below 0, 0 or above: by value. Doubles of the same sign and size are compared as the numbers they print. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether a number is a multiple of another, by what both print: 0.0075 is one of 0.0001. */
export function isMultiple(value: number | bigint, of: number | bigint): boolean {
  const [a, b] = [decimalOf(value), decimalOf(of)];
  if (!a || !b || b.digits === 0n) return false;
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return scaled(a) % scaled(b) === 0n;
}

function decimalOf(value: number | bigint): Decimal | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}
