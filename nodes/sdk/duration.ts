import { milliseconds } from "#language/flow/duration.ts";
import { NodeError } from "./error.ts";
import { type TSchema, Type } from "./schema.ts";

const AMOUNT = "[0-9]+(?:\\.[0-9]+)?";
const SHORT = `(${AMOUNT})(ms|s|m|h|d)`;
const ISO = `P(?=[0-9]|T[0-9])(?:([0-9]+)W)?(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:(${AMOUNT})S)?)?`;
const PATTERN = `^(?:${SHORT}|${ISO})$`;
const DURATION = new RegExp(PATTERN);

/** "500ms", "30s", "5m", "2h", "1d" or ISO 8601 "PT5M"; read it with `parseDuration`. */
export const duration = (options: { title?: string; description?: string } = {}) =>
  Type.String({
    ...options,
    pattern: PATTERN,
    "x-reflux-pattern": "a duration such as 30s, 5m, 2h, 1d or PT5M",
    "x-reflux-widget": "duration",
  });

/**
 * A duration that the worker itself waits: its timers hold 24 days, and the attempt lasts as long as the longest that is
 * set. Deploy refuses a longer one; read it with `parseTimer`.
 */
export const timer = (options: { title?: string; description?: string } = {}) => ({
  ...duration(options),
  "x-reflux-timer": true,
});

const LONGEST_TIMER_MS = 24 * 86_400_000;

/** Milliseconds of a `timer`, above zero. */
export function parseTimer(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0 && ms <= LONGEST_TIMER_MS) return ms;
  throw new NodeError("RFV08", `"${text}" is not above zero and up to 24 days`, {
    hint: "To wait for longer, let the step end and use a wait step.",
  });
}

/** How long the timers of a config let its attempt last. */
export function longestTimer(schema: TSchema, config: unknown): number {
  const fields: Readonly<Record<string, unknown>> = Object(Object(schema).properties);
  const values: Readonly<Record<string, unknown>> = Object(config);
  const set = Object.keys(fields).filter((key) => Object(fields[key])["x-reflux-timer"] === true);
  return Math.max(0, ...set.map((key) => (typeof values[key] === "string" ? parseTimer(values[key]) : 0)));
}

/** Milliseconds of a duration. Months and years are refused: their length depends on the date. */
export function parseDuration(text: string): number {
  const ms = DURATION.test(text) ? milliseconds(text) : undefined;
  if (ms !== undefined) return ms;
  const hint = 'Write "30s", "5m", "2h", "1d" or ISO 8601 "PT5M".';
  throw new NodeError("RFV08", `"${text}" is not a duration`, { hint });
}
