/** What a figure is made of: the middle of its samples, and how far they lie apart. */
export type Summary = {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: readonly number[];
};

export function summarise(samples: readonly number[]): Summary {
  return {
    median: median(samples),
    low: Math.min(...samples),
    high: Math.max(...samples),
    samples,
  };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Interpolated between the two nearest values, as `percentile_cont` of Postgres does it. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error("no samples");
  const sorted = values.toSorted((a, b) => a - b);
  const position = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Splits times (of completions, say) into ten equal parts and gives the rate of each, per second. */
export function decileRates(secondsAt: readonly number[]): number[] {
  const times = secondsAt.toSorted((a, b) => a - b);
  const first = times[0] ?? Number.NaN;
  return Array.from({ length: 10 }, (_, decile) => {
    const from = Math.floor((times.length * decile) / 10);
    const to = Math.floor((times.length * (decile + 1)) / 10);
    const begin = decile === 0 ? first : (times[from - 1] ?? Number.NaN);
    return (to - from) / ((times[to - 1] ?? Number.NaN) - begin);
  });
}
