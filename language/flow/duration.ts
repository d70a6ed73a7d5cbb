import type { Json } from "./document.ts";

const second = 1_000;
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3_600 * second,
  d: 86_400 * second,
  w: 604_800 * second,
};
const short =
  /^\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)\s*$/i;
const clock = /^\s*(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*$/;
const iso = /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of a time span as deploy takes it: `30s`, `5 minutes`, `PT30S`, `1:30`, or seconds as a number. */
export function milliseconds(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value * second;
  if (typeof value !== "string") return undefined;
  const [, amount, unit = ""] = short.exec(value) ?? [];
  if (amount !== undefined) {
    const word = unit.toLowerCase();
    return (
      Number(amount) * (units[word.startsWith("ms") || word.startsWith("milli") ? "ms" : word.charAt(0)] ?? 0)
    );
  }
  const parts = clock.exec(value)?.slice(1) ?? iso.exec(value)?.slice(1);
  if (!parts) return undefined;
  const sizes = parts.length === 3 ? ["h", "m", "s"] : ["w", "d", "h", "m", "s"];
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (units[sizes[index] ?? ""] ?? 0), 0);
}

const longest = 24 * 86_400 * second;

/** Above zero, and short enough for a timer. */
export function isTimeout(value: Json | undefined): boolean {
  const span = milliseconds(value);
  return span !== undefined && span > 0 && span <= longest;
}
