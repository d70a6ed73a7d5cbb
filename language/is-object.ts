import { ExactNumber } from "./exact-number.ts";

/** An object of JSON: no list, no null, and no number that keeps its digits. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
