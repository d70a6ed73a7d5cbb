/**
 * How long to wait before the nth try, in milliseconds. Full jitter: when a server comes back, a thousand browsers must
 * not arrive in the same second. The first try is quick, since most breaks are short.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 250 * 2 ** Math.min(attempt, 10));
  return Math.round(100 + random() * (ceiling - 100));
}
