import type { ServerResponse } from "node:http";

export type Pieces = Iterable<string> | AsyncIterable<Uint8Array>;

/** How fast an answer has to be taken. */
export const writeLimits = { graceMs: 10_000, bytesPerSecond: 64 * 1024 } as const;

/** Cuts a connection whose reader does not take its answer in time. */
export function cutSlowReader(response: ServerResponse, bytes: number): void {
  if (response.writableFinished || response.destroyed) return;
  const timer = setTimeout(
    () => response.destroy(),
    writeLimits.graceMs + (bytes / writeLimits.bytesPerSecond) * 1_000,
  );
  timer.unref();
  const done = () => clearTimeout(timer);
  response.once("finish", done).once("close", done);
}

/** Writes piece by piece, as its reader takes them: what is made ahead of the reader is one piece. */
export async function writePieces(response: ServerResponse, pieces: Pieces): Promise<void> {
  const began = performance.now();
  let written = 0;
  for await (const piece of pieces) {
    if (response.destroyed) return;
    written += piece.length;
    if (!response.write(piece)) await drained(response);
    const due = ((performance.now() - began - writeLimits.graceMs) / 1_000) * writeLimits.bytesPerSecond;
    if (written < due) return void response.destroy();
    // Others have their turn between two pieces, also where the reader is as fast as we are.
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
  cutSlowReader(response, 0);
}

/** Resolves when the reader has taken what was written; a reader who does not is cut. */
async function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(() => response.destroy(), writeLimits.graceMs);
  response.once("drain", resolve).once("close", resolve);
  await promise;
  clearTimeout(late);
  response.off("drain", resolve).off("close", resolve);
}
