/** So many at once, and the others after them, first come, first served. */
export type Turns = {
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly busy: () => number;
};

/** With more than `mostWaiting` in line, `run` throws what `full` makes. */
export function createTurns(
  atOnce: number,
  line: { readonly mostWaiting: number; readonly full: () => Error } = { mostWaiting: Infinity, full: Error },
): Turns {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const take = async () => {
    if (busy < atOnce) busy += 1;
    else if (waiting.length >= line.mostWaiting) throw line.full();
    // Whoever ends gives it the turn, so that nobody comes between.
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  return {
    busy: () => busy,
    run: async (work) => {
      await take();
      try {
        return await work();
      } finally {
        give();
      }
    },
  };
}
