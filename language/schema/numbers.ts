import { modulo } from "../arithmetic.ts";
import { type Numeric, readNumber } from "../exact-number.ts";

/** Whether a number is a multiple of another, as they are written: 0.0075 is one of 0.0001. */
export function isMultiple(value: Numeric, of: Numeric): boolean {
  return modulo(value, of) === 0;
}

export function isWhole(value: Numeric): boolean {
  return typeof value === "number" ? Number.isInteger(value) : modulo(value, readNumber("1")) === 0;
}
