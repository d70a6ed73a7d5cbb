/** The functions of JSONata that gave a wrong value without a word, in our own words. The rest is the library's. */
import { compare, dividedBy, negative, plus, power } from "./arithmetic.ts";
import { isNumeric, type Numeric, readNumber } from "./exact-number.ts";
import { libraryFunction } from "./library.ts";
import { operators } from "./operators.ts";
import { failure } from "./problem.ts";
import { asText, base64decode, base64encode } from "./strings.ts";
import { fromMillis, toMillis } from "./time.ts";

interface Implementation {
  // What the library calls it with is what the signature lets through.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly run: (this: any, ...values: any[]) => unknown;
  /** None: it looks for itself. */
  readonly signature?: string;
}

const [parseInteger, type] = await Promise.all(["parseInteger", "type"].map(libraryFunction));

export const functions: ReadonlyMap<string, Implementation> = new Map(
  Object.entries({
    ...Object.fromEntries(Object.entries(operators).map(([name, run]) => [` ${name}`, { run }])),
    string: { run: asText, signature: "<x-b?:s>" },
    number: { run: toNumber, signature: "<x-:x>" },
    type: { run: (value: unknown) => (isNumeric(value) ? "number" : type?.(value)), signature: "<x:s>" },
    sum: { run: sum, signature: "<a:x>" },
    average: { run: average, signature: "<a:x>" },
    max: { run: most("max", (order) => order > 0), signature: "<a:x>" },
    min: { run: most("min", (order) => order < 0), signature: "<a:x>" },
    abs: { run: abs, signature: "<x-:x>" },
    power: { run: toPower, signature: "<x-n:x>" },
    parseInteger: { run: toInteger, signature: "<s-s:n>" },
    base64encode: { run: base64encode, signature: "<s-:s>" },
    base64decode: { run: base64decode, signature: "<s-:s>" },
    fromMillis: { run: fromMillis, signature: "<n-s?s?:s>" },
    now: { run: now, signature: "<s?s?:s>" },
    toMillis: { run: toMillis, signature: "<s-s?:n>" },
  } satisfies Record<string, Implementation>),
);

function now(this: { readonly environment: { readonly timestamp: Date } }, picture?: string, zone?: string) {
  return fromMillis.call(this as never, this.environment.timestamp.getTime(), picture, zone);
}

function toNumber(value: unknown): unknown {
  if (value === undefined || isNumeric(value)) return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") {
    if (/^-?\d+(\.\d+)?([Ee][-+]?\d+)?$/.test(value)) return readNumber(value);
    if (/^0(?:[xX][\dA-Fa-f]+|[oO][0-7]+|[bB][01]+)$/.test(value)) return readNumber(String(BigInt(value)));
    throw { code: "D3030", value, index: 1 };
  }
  throw mismatch("number", value);
}

function sum(values: readonly unknown[] | undefined): unknown {
  if (values === undefined) return undefined;
  return numbers("sum", values).reduce(plus, 0);
}

function average(values: readonly unknown[] | undefined): unknown {
  if (values === undefined || values.length === 0) return undefined;
  return dividedBy(numbers("average", values).reduce(plus, 0), values.length);
}

function most(name: string, isBetter: (order: number) => boolean) {
  return (values: readonly unknown[] | undefined): unknown => {
    if (values === undefined || values.length === 0) return undefined;
    return numbers(name, values).reduce((best, value) => (isBetter(compare(value, best)) ? value : best));
  };
}

function abs(value: unknown): unknown {
  if (value === undefined) return undefined;
  if (!isNumeric(value)) throw mismatch("abs", value);
  return compare(value, 0) < 0 ? negative(value) : value;
}

function toPower(base: unknown, exponent: number): unknown {
  if (base === undefined) return undefined;
  if (!isNumeric(base)) throw mismatch("power", base);
  const result = power(base, exponent);
  if (typeof result === "number" && !Number.isFinite(result)) {
    throw { code: "D3061", value: base, index: 1, exp: exponent };
  }
  return result;
}

function toInteger(this: unknown, text: string | undefined, picture: string): unknown {
  const result = parseInteger?.call(this, text, picture);
  if (result === undefined || Number.isSafeInteger(result)) return result;
  throw failure("$parseInteger does not keep so many digits; $number does", text);
}

function numbers(name: string, values: readonly unknown[]): readonly Numeric[] {
  for (const value of values) {
    if (!isNumeric(value)) throw { code: "T0412", token: name, value, index: 1, type: "number" };
  }
  return values as readonly Numeric[];
}

function mismatch(name: string, value: unknown): object {
  return { code: "T0410", token: name, value, index: 1 };
}
