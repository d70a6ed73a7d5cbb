/**
 * How a long-running process ends. The first signal asks: drain, then end. A second one, or a deadline, ends it at
 * once. A process that `dev` supervises hears from its parent alone: the closing of their channel says that the parent
 * wants it to end, or is dead; Ctrl-C, which the terminal sends to both, is the parent's business.
 */
export type Lifetime = {
  /** Aborted by the first signal; the reason names it. */
  readonly stopping: AbortSignal;
  /** Aborted by the second. */
  readonly hurried: AbortSignal;
  [Symbol.dispose](): void;
};

/** One Ctrl-C may come twice, from the terminal and through npm. */
const samePress = 500;

export function untilSignalled(): Lifetime {
  const stopping = new AbortController();
  const hurried = new AbortController();
  let firstAt = 0;
  const hear = (signal: string) => {
    if (!stopping.signal.aborted) {
      firstAt = performance.now();
      stopping.abort(signal);
    } else if (performance.now() - firstAt > samePress) {
      hurried.abort(signal);
    }
  };
  const ignore = () => undefined;
  const isSupervised = process.send !== undefined;
  const onSigint = isSupervised ? ignore : hear;
  const onDisconnect = () => hear("the end of its parent");
  process.on("SIGINT", onSigint).on("SIGTERM", hear).on("SIGHUP", hear);
  if (isSupervised) process.on("disconnect", onDisconnect);
  // The parent may have gone while this process was still starting.
  if (isSupervised && !process.connected) onDisconnect();
  return {
    stopping: stopping.signal,
    hurried: hurried.signal,
    [Symbol.dispose]: () => {
      process.off("SIGINT", onSigint).off("SIGTERM", hear).off("SIGHUP", hear);
      process.off("disconnect", onDisconnect);
    },
  };
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const LAST_MOMENTS_MS = 15_000;

/**
 * Runs a service until a signal comes, then lets it stop. `stop` has `graceMs`; after that, or at the second signal,
 * the process ends as it is: whatever it held is safe in the database.
 */
export async function serve(stop: () => Promise<void>, graceMs: number): Promise<void> {
  using lifetime = untilSignalled();
  await aborted(lifetime.stopping);
  const late = setTimeout(() => process.exit(1), graceMs);
  lifetime.hurried.addEventListener("abort", () => process.exit(130));
  await stop();
  clearTimeout(late);
  // What is open is closed in the next moments. A library that still waits to try something again is not waited for.
  setTimeout(() => process.exit(), LAST_MOMENTS_MS).unref();
}

/** Tells the supervisor, if there is one, that this process does its work now. */
export function announceReady(what: { readonly url?: string } = {}): void {
  if (process.connected) process.send?.({ ready: true, ...what });
}
