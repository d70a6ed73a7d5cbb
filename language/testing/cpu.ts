/**
 * The processor's milliseconds that something takes in this process. Against what never ends, a test asks this and not the
 * clock: what a busy machine does beside it does not count.
 */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
