import type { Json } from "../model.ts";

const short =
  /^\s*\d+(\.\d+)?\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|weeks?)\s*$/i;
const clock = /^\s*\d+:\d{2}(:\d{2}(\.\d+)?)?\s*$/;
const iso = /^P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

/** A time span above zero as deploy takes it: `30s`, `5 minutes`, `PT30S`, or seconds as a number. */
export function isDuration(value: Json | undefined): boolean {
  if (typeof value === "number") return value > 0;
  if (typeof value !== "string" || !/[1-9]/.test(value)) return false;
  return short.test(value) || clock.test(value) || iso.test(value);
}
