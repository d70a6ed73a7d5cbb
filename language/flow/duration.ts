import type { Json } from "../json.ts";

const second = 1_000;
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3_600 * second,
  d: 86_400 * second,
  w: 604_800 * second,
};
const amount = "\\d+(?:\\.\\d+)?";
const unit = "milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w";
const part = new RegExp(`(${amount})\\s*(${unit})(?![a-z])`, "gi");
const parts = new RegExp(`^\\s*(?:${amount}\\s*(?:${unit})(?![a-z])\\s*)+$`, "i");
const clock = /^\s*(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*$/;
const iso = /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of `90s`, `1h 30m`, `5 minutes`, `7d`; undefined when it is something else. */
export function parseDuration(text: string): number | undefined {
  if (!parts.test(text)) return undefined;
  return [...text.matchAll(part)].reduce(
    (sum, [, count, word = ""]) => sum + Number(count) * sizeOf(word),
    0,
  );
}

/** Milliseconds of a time span as deploy takes it: the same, `PT30S`, `1:30`, or seconds as a number. */
export function milliseconds(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value * second;
  if (typeof value !== "string") return undefined;
  const fields = clock.exec(value)?.slice(1) ?? iso.exec(value)?.slice(1);
  if (!fields) return parseDuration(value);
  const sizes = fields.length === 3 ? ["h", "m", "s"] : ["w", "d", "h", "m", "s"];
  return fields.reduce((sum, field, index) => sum + Number(field ?? 0) * sizeOf(sizes[index] ?? ""), 0);
}

function sizeOf(word: string): number {
  const name = word.toLowerCase();
  return units[/^(ms|milli)/.test(name) ? "ms" : name.charAt(0)] ?? 0;
}

const longest = 24 * 86_400 * second;

/** Above zero, and short enough for a timer. */
export function isTimeout(value: Json | undefined): boolean {
  const span = milliseconds(value);
  return span !== undefined && span > 0 && span <= longest;
}
