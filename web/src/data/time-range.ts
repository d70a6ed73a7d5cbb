/**
 * A range of time as the URL has it: `24h` (until now, moving), or `2026-11-22T20:00Z..2026-11-22T21:00Z` (fixed).
 * A link to "the last day" is about today for whoever opens it.
 */
import { parseDuration } from "#language/flow/duration.ts";

export type TimeRange =
  | { readonly kind: "last"; readonly text: string; readonly milliseconds: number }
  | { readonly kind: "fixed"; readonly from: number; readonly to: number };

export const lastDay: TimeRange = { kind: "last", text: "24h", milliseconds: 86_400_000 };

export function parseTimeRange(text: string): TimeRange | undefined {
  const [start = "", end] = text.split("..");
  if (end === undefined) {
    const milliseconds = parseDuration(text);
    return milliseconds === undefined || milliseconds <= 0
      ? undefined
      : { kind: "last", text: text.trim(), milliseconds };
  }
  const from = Date.parse(start);
  const to = Date.parse(end);
  return from < to ? { kind: "fixed", from, to } : undefined;
}

export function printTimeRange(range: TimeRange): string {
  return range.kind === "last" ? range.text : `${iso(range.from)}..${iso(range.to)}`;
}

export function bounds(range: TimeRange, now: number): { readonly from: number; readonly to: number } {
  return range.kind === "fixed"
    ? { from: range.from, to: range.to }
    : { from: now - range.milliseconds, to: now };
}

/** No milliseconds unless there are some: links are read by people. */
const iso = (at: number) => new Date(at).toISOString().replace(".000Z", "Z").replace(":00Z", "Z");
