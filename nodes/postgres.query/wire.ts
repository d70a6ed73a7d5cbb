import type { Duplex } from "node:stream";
import { Client, type ClientConfig } from "pg";
import { NodeError } from "../sdk/index.ts";

/**
 * A driver that believes no length. It reads the head of every message before the driver does, and hangs up when one
 * announces more than may come, or when all of them together do: nothing is kept of what is too large. What is no
 * protocol at all ends the connection too, and not the process.
 */
export class BoundedClient extends Client {
  /**
   * How much may come until the server is ready for the next statement. A pool's connection sets it for the time of
   * an author's statement; what the engine reads on it was bounded when it was written.
   */
  limit: number;

  constructor(config?: ClientConfig & { readonly limit?: number }) {
    super(config);
    this.limit = config?.limit ?? Number.POSITIVE_INFINITY;
    const connection: unknown = this.connection;
    if (!attaches(connection)) throw new TypeError("the driver has no place for its listeners any more");
    const attach = connection.attachListeners.bind(connection);
    // Called with the stream that the protocol is spoken on: the one within TLS where there is TLS.
    connection.attachListeners = (stream: Duplex) => attach(bounded(stream, () => this.limit));
  }
}

/** The statement's rows as JSON may be half of it; `collect` counts those. */
export const MAX_WIRE_BYTES = 16_000_000;
const MAX_BYTES_BEFORE_READY = 65_536;
/** Rows are counted elsewhere. These are notices, settings, notifications, and whatever a server may invent. */
const MAX_MESSAGES_BESIDE_ROWS = 10_000;

/** What the driver's parser needs of a stream: it listens for data and for the end. */
type Listening = { on(event: string, listener: (chunk: Buffer) => void): unknown };

function attaches(connection: unknown): connection is { attachListeners(stream: Listening): void } {
  return (
    typeof connection === "object" &&
    connection !== null &&
    "attachListeners" in connection &&
    typeof connection.attachListeners === "function"
  );
}

function bounded(stream: Duplex, limit: () => number): Listening {
  const meter = createMeter(limit);
  const guarded = (listener: (chunk: Buffer) => void) => (chunk: Buffer) => {
    if (stream.destroyed) return;
    try {
      meter(chunk);
      listener(chunk);
    } catch (error) {
      stream.destroy(error instanceof NodeError ? error : garbled(error));
    }
  };
  return { on: (event, listener) => stream.on(event, event === "data" ? guarded(listener) : listener) };
}

const DATA_ROW = 0x44;
const READY_FOR_QUERY = 0x5a;

/** Follows the messages over the borders of chunks: a type, a length that counts itself, and what is skipped. */
function createMeter(limit: () => number): (chunk: Buffer) => void {
  let headed = 0;
  let type = 0;
  let length = 0;
  let left = 0;
  let total = 0;
  let beside = 0;
  let ready = false;
  const message = () => {
    if (length < 4) throw garbled(new Error(`a message of ${length} bytes`));
    total += 1 + length;
    if (type !== DATA_ROW) beside += 1;
    const most = ready ? limit() : MAX_BYTES_BEFORE_READY;
    if (total > most) throw tooLarge(`${most} bytes`);
    if (beside > MAX_MESSAGES_BESIDE_ROWS)
      throw tooLarge(`${MAX_MESSAGES_BESIDE_ROWS} messages that are no rows`);
    if (type === READY_FOR_QUERY) {
      ready = true;
      total = beside = 0;
    }
    left = length - 4;
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const skipped = Math.min(left, chunk.length - at);
        left -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (headed === 0) [type, length] = [byte, 0];
      else length = length * 256 + byte;
      headed = (headed + 1) % 5;
      if (headed === 0) message();
    }
  };
}

function tooLarge(what: string): NodeError {
  return new NodeError("RFL07", `the database answers more than ${what}`, {
    hint: "Select fewer rows or columns, or shorten them in SQL.",
  });
}

function garbled(cause: unknown): NodeError {
  return new NodeError("RFX05", "the server does not speak the protocol of Postgres", {
    retry: "backoff",
    cause,
  });
}
