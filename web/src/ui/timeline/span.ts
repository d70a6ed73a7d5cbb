/** A part of the time: as moments, and as a stretch of the axis. */
import type { Interval, TimeScale } from "./scale.ts";

export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** Less than this was a press, not a stretch. */
const LEAST = 4;
/** A key moves by so much of the axis. */
const STEPS = 24;

export function stretchOf(scale: TimeScale, { start, end }: Interval): Stretch {
  const x = scale.x(start);
  return { x, width: Math.max(LEAST, scale.x(end) - x) };
}

export function spanOf(scale: TimeScale, { x, width }: Stretch): Interval | undefined {
  return width < LEAST ? undefined : { start: scale.time(x), end: scale.time(x + width) };
}

interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What the keys make of it: arrows move it, with Shift its end, Escape ends it. Nothing for any other key. */
export function spanAfter(
  press: Press,
  scale: TimeScale,
  span: Interval | undefined,
): Interval | "none" | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.key === "Escape") return span && "none";
  const by = { ArrowLeft: -1, ArrowRight: 1 }[press.key];
  if (by === undefined) return undefined;
  const step = scale.width / STEPS;
  if (!span) return spanOf(scale, { x: by > 0 ? 0 : scale.width - step, width: step });
  const { x, width } = stretchOf(scale, span);
  const moved = press.shiftKey
    ? { x, width: Math.min(scale.width - x, Math.max(step, width + by * step)) }
    : { x: Math.min(scale.width - width, Math.max(0, x + by * step)), width };
  return spanOf(scale, moved);
}
