import type { IncomingMessage } from "node:http";
import { RefluxError } from "#db/errors.ts";
import type { Budget, Client } from "./budget.ts";

/** A body in memory; disposing gives its place in the budget back. */
export type Body = Disposable & {
  readonly bytes: Buffer;
  /** Takes more of the budget, for what is made of it. */
  hold(bytes: number): void;
};

/** How fast a body has to come, once it is under way. */
const pace = { graceMs: 5_000, silenceMs: 5_000, bytesPerSecond: 16_384, lookEveryMs: 1_000 } as const;

/**
 * Reads a body of at most `limit` bytes. One that says it is larger is refused before a byte of it is read; one that
 * stops or trickles is refused with RFL10, and so is a slow one whose place another needs.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  budget: Budget,
  client: Client,
): Promise<Body> {
  assertFits(request, limit);
  const chunks: Buffer[] = [];
  const read = Promise.withResolvers<void>();
  const hold = budget.open(client, () => read.reject(tooSlow()));
  const slow = watchPace(
    () => hold.bytes,
    () => read.reject(tooSlow()),
  );
  const onData = (chunk: Buffer) => {
    try {
      if (hold.bytes + chunk.length > limit) throw tooLarge(limit);
      hold.add(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      read.reject(error);
    }
  };
  const onEnd = () => read.resolve();
  const onClose = () => read.reject(new RefluxError("RFV06", "the caller hung up before its body was whole"));
  request.on("data", onData).once("end", onEnd).once("close", onClose);
  try {
    await read.promise;
    hold.settle();
    return {
      bytes: Buffer.concat(chunks),
      hold: (more) => hold.add(more),
      [Symbol.dispose]: () => hold[Symbol.dispose](),
    };
  } catch (error) {
    hold[Symbol.dispose]();
    throw error;
  } finally {
    // Stopping early leaves the socket alone: the answer still has to go out on it.
    request.pause().off("data", onData).off("end", onEnd).off("close", onClose);
    clearInterval(slow);
  }
}

/** Throws RFL05 when the head says that the body is larger than `limit`. */
export function assertFits({ headers }: IncomingMessage, limit: number): void {
  if (Number(headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
}

function watchPace(bytes: () => number, onSlow: () => void): NodeJS.Timeout {
  const began = performance.now();
  let last = { bytes: 0, at: began };
  const timer = setInterval(() => {
    const now = performance.now();
    if (bytes() > last.bytes) last = { bytes: bytes(), at: now };
    const isSilent = now - last.at > pace.silenceMs;
    const due = ((now - began - pace.graceMs) / 1_000) * pace.bytesPerSecond;
    if (isSilent || bytes() < due) onSlow();
  }, pace.lookEveryMs);
  return timer.unref();
}

function tooSlow(): RefluxError {
  return new RefluxError("RFL10", "the body came too slowly", { hint: "send it again, in one go" });
}

export function tooLarge(limit: number): RefluxError {
  return new RefluxError("RFL05", `the body is larger than ${limit} bytes`, {
    detail: { limit },
    hint: "send less, or store it and send where it is",
  });
}
