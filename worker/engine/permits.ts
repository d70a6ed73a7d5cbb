/** How many steps this worker runs at once. Waiters are served in order, each with as many permits as are free. */
export type Permits = {
  readonly total: number;
  /** Free permits; none while somebody waits. */
  free(): number;
  /** At least one permit and at most `wanted`, as soon as there is one; before all others for who holds a lease. */
  acquire(wanted: number, holder?: "holder"): Promise<number>;
  release(count: number): void;
};

export function createPermits(total: number): Permits {
  let free = total;
  const waiting: { wanted: number; grant: (count: number) => void }[] = [];

  const serve = () => {
    while (free > 0) {
      const next = waiting.shift();
      if (!next) return;
      const count = Math.min(next.wanted, free);
      free -= count;
      next.grant(count);
    }
  };

  return {
    total,
    free: () => (waiting.length > 0 ? 0 : free),
    acquire: (wanted, holder) =>
      new Promise((grant) => {
        if (holder) waiting.unshift({ wanted, grant });
        else waiting.push({ wanted, grant });
        serve();
      }),
    release: (count) => {
      free += count;
      serve();
    },
  };
}
