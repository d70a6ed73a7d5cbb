import { NodeError } from "./error.ts";
import { Type } from "./schema.ts";

const AMOUNT = "[0-9]+(?:\\.[0-9]+)?";
const SHORT = `(${AMOUNT})(ms|s|m|h|d)`;
const ISO = `P(?=[0-9]|T[0-9])(?:([0-9]+)W)?(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:(${AMOUNT})S)?)?`;
const PATTERN = `^(?:${SHORT}|${ISO})$`;
const DURATION = new RegExp(PATTERN);

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ISO_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** "500ms", "30s", "5m", "2h", "1d" or ISO 8601 "PT5M"; read it with `parseDuration`. */
export const duration = (options: { title?: string; description?: string } = {}) =>
  Type.String({ ...options, pattern: PATTERN, "x-reflux-widget": "duration" });

/** Milliseconds of a duration. Months and years are refused: their length depends on the date. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  if (!match) {
    const hint = 'Write "30s", "5m", "2h", "1d" or ISO 8601 "PT5M".';
    throw new NodeError("RFV08", `"${text}" is not a duration`, { hint });
  }
  const [, amount, unit, ...iso] = match;
  if (unit !== undefined) return Number(amount) * (MS[unit] ?? Number.NaN);
  return ISO_MS.reduce((sum, ms, index) => sum + Number(iso[index] ?? 0) * ms, 0);
}
