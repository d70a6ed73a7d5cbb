/**
 * Time to pixels, with idle stretches folded. A run that works for two seconds and sleeps for two days must show
 * both: every stretch in which nothing happened and which is long beside the work gets the same narrow fold.
 */

export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A stretch of time and where it lies. Folded ones are drawn as a break. */
export interface Piece extends Interval {
  readonly x: number;
  readonly width: number;
  readonly folded: boolean;
}

export interface TimeScale {
  readonly width: number;
  readonly pieces: readonly Piece[];
  readonly x: (time: number) => number;
  readonly time: (x: number) => number;
}

export interface ScaleOptions {
  readonly width: number;
  readonly fold?: boolean;
  readonly foldWidth?: number;
  /** Idle is folded when longer than this share of all the time worked. */
  readonly share?: number;
}

export function createScale(busy: readonly Interval[], options: ScaleOptions): TimeScale {
  const { width, fold = true, foldWidth = 32, share = 0.15 } = options;
  const merged = mergeIntervals(busy);
  const worked = merged.reduce((sum, part) => sum + part.end - part.start, 0);
  const least = Math.max(worked * share, 1);
  const stretches = fold ? splitAtIdle(merged, least) : whole(merged);
  const folds = stretches.filter((part) => part.folded).length;
  const open = stretches.reduce((sum, part) => sum + (part.folded ? 0 : part.end - part.start), 0);
  const room = Math.max(1, width - folds * foldWidth);
  const perMs = room / Math.max(1, open);

  let x = 0;
  const pieces = stretches.map((part) => {
    const piece = { ...part, x, width: part.folded ? foldWidth : (part.end - part.start) * perMs };
    x += piece.width;
    return piece;
  });
  return {
    width,
    pieces,
    x: (time) => {
      const piece = pieces.find((part) => time <= part.end) ?? pieces.at(-1);
      return piece ? piece.x + fraction(time, piece.start, piece.end) * piece.width : 0;
    },
    time: (at) => {
      const piece = pieces.find((part) => at <= part.x + part.width) ?? pieces.at(-1);
      return piece
        ? piece.start + fraction(at, piece.x, piece.x + piece.width) * (piece.end - piece.start)
        : 0;
    },
  };
}

/** Overlapping and touching intervals become one; the result is in order. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end: Math.max(start, end) });
  }
  return merged;
}

export const folds = (scale: TimeScale): readonly Piece[] => scale.pieces.filter((piece) => piece.folded);

export interface Tick {
  readonly x: number;
  /** Since the beginning, or since the end of the last fold: after two days nobody reads `172804 s`. */
  readonly offset: number;
  readonly afterFold: boolean;
}

/** Round moments for the axis: at least `apart` pixels between two, none in a fold or too near to the next. */
export function ticks(scale: TimeScale, apart = 88): readonly Tick[] {
  return scale.pieces.flatMap((piece, index) => {
    if (piece.folded || piece.width < apart / 2) return [];
    const step = niceStep(((piece.end - piece.start) / piece.width) * apart);
    const found: Tick[] = [];
    const last = index === scale.pieces.length - 1;
    for (let offset = index === 0 ? 0 : step; piece.start + offset < piece.end; offset += step) {
      const x = scale.x(piece.start + offset);
      if (last || piece.x + piece.width - x > apart / 2) found.push({ x, offset, afterFold: index > 0 });
    }
    return found;
  });
}

function splitAtIdle(
  merged: readonly Interval[],
  least: number,
): readonly (Interval & { folded: boolean })[] {
  const stretches: { start: number; end: number; folded: boolean }[] = [];
  for (const part of merged) {
    const last = stretches.at(-1);
    if (!last) {
      stretches.push({ ...part, folded: false });
    } else if (part.start - last.end > least) {
      stretches.push({ start: last.end, end: part.start, folded: true }, { ...part, folded: false });
    } else {
      last.end = part.end;
    }
  }
  return stretches;
}

function whole(merged: readonly Interval[]): readonly (Interval & { folded: boolean })[] {
  const [first, last] = [merged[0], merged.at(-1)];
  return first && last ? [{ start: first.start, end: last.end, folded: false }] : [];
}

/** 1, 2 or 5 times a power of ten, up to a second; then the steps of a clock. */
function niceStep(raw: number): number {
  const clock = [
    1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5,
  ];
  if (raw > 500) return clock.find((step) => step >= raw) ?? Math.ceil(raw / 864e5) * 864e5;
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 0.001)));
  return ([1, 2, 5].find((step) => step * power >= raw) ?? 10) * power;
}

const fraction = (at: number, start: number, end: number) =>
  end === start ? 0 : Math.min(1, Math.max(0, (at - start) / (end - start)));
