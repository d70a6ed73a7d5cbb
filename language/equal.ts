import { ExactNumber } from "./exact-number.ts";
import { isObject } from "./is-object.ts";

/** Equal as JSON values: key order does not matter, array order does, and 1.0 is 1. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalJson(item, b[index]));
  }
  if (a instanceof ExactNumber && b instanceof ExactNumber) return a.digits === b.digits;
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  );
}
