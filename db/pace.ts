/**
 * Calls `work` at once, and then at most once in `everyMs`, however often it is asked for: what is asked for meanwhile
 * is one more call at the end. For notifications, which anybody may send who can connect.
 */
export function paced(work: () => void, everyMs: number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    timer = undefined;
    last = performance.now();
    work();
  };
  return () => {
    if (timer) return;
    const wait = last + everyMs - performance.now();
    if (wait <= 0) return run();
    timer = setTimeout(run, wait);
    timer.unref();
  };
}
