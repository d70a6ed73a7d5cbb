import type { IncomingMessage } from "node:http";
import { RefluxError } from "#db/errors.ts";

/**
 * The bytes of a body that are in memory in this process. A thousand callers of a megabyte each are a gigabyte: who
 * comes when the budget is spent is asked to come again.
 */
export class BodyBudget {
  readonly limit: number;
  #used = 0;

  constructor(limit = 256 * 1024 * 1024) {
    this.limit = limit;
  }

  take(bytes: number): void {
    if (this.#used + bytes > this.limit) {
      throw new RefluxError("RFL01", "the server is reading too many bodies at once", {
        hint: "try again in a second",
      });
    }
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }

  get used(): number {
    return this.#used;
  }
}

/** A body in memory; disposing gives its place in the budget back. */
export type Body = Disposable & { readonly bytes: Buffer };

/** Reads a body of at most `limit` bytes. One that says it is larger is refused before a byte of it is read. */
export async function readBody(request: IncomingMessage, limit: number, budget: BodyBudget): Promise<Body> {
  assertFits(request, limit);
  const chunks: Buffer[] = [];
  let length = 0;
  const giveBack = () => {
    budget.give(length);
    length = 0;
  };
  try {
    // Stopping early must leave the socket alone: the answer still has to go out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      // A request without an encoding yields buffers.
      const bytes: Buffer = chunk;
      if (length + bytes.length > limit) throw tooLarge(limit);
      budget.take(bytes.length);
      length += bytes.length;
      chunks.push(bytes);
    }
    return { bytes: Buffer.concat(chunks, length), [Symbol.dispose]: giveBack };
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** Throws RFL05 when the head says that the body is larger than `limit`. */
export function assertFits({ headers }: IncomingMessage, limit: number): void {
  if (Number(headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
}

function tooLarge(limit: number): RefluxError {
  return new RefluxError("RFL05", `the body is larger than ${limit} bytes`, {
    detail: { limit },
    hint: "send less, or store it and send where it is",
  });
}
