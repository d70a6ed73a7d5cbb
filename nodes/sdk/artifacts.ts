import { NodeError } from "./error.ts";

/** Bytes too large or too binary for a row. They stream: nobody has them whole in memory but by `put` and `get`. */
export interface Artifacts extends ArtifactStreams {
  /** Bytes that are at hand, up to 32 MB. */
  put(bytes: Uint8Array, options?: WriteOptions): Promise<ArtifactRef>;
  /** All bytes at once, up to 32 MB. */
  get(ref: Pick<ArtifactRef, "artifact">): Promise<Uint8Array>;
}

export interface ArtifactStreams {
  /** Keeps bytes as they come, for this run. Whoever gives them waits while they are written. */
  write(source: ByteSource, options?: WriteOptions): Promise<ArtifactRef>;
  /** What this run keeps, one that it called, or one that called it; RFV08 for anything else. */
  read(
    ref: Pick<ArtifactRef, "artifact">,
    options?: ReadOptions,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  stat(ref: Pick<ArtifactRef, "artifact">): Promise<ArtifactRef>;
}

export type ByteSource =
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

export interface WriteOptions {
  readonly contentType?: string | undefined;
  /** Of the file, for people. */
  readonly name?: string | undefined;
  /** Beside the attempt's own. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadOptions {
  /** From `start` to before `end`; as far as there are bytes. */
  readonly range?: { readonly start?: number; readonly end?: number } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An artifact as it stands in outputs and inputs: plain JSON. */
export interface ArtifactRef {
  /** `sha256:` and the hash of the bytes. It opens nothing by itself: who may read it is asked of the run. */
  readonly artifact: string;
  readonly bytes: number;
  readonly content_type: string;
  readonly name?: string;
}

const WHOLE_BYTES = 32 * 1024 * 1024;

/** `put` and `get`, made of the streams. */
export function withWhole(streams: ArtifactStreams): Artifacts {
  return {
    ...streams,
    put: async (bytes, options) => {
      if (bytes.byteLength > WHOLE_BYTES) throw tooLarge(bytes.byteLength);
      return await streams.write(bytes, options);
    },
    get: async (ref) => {
      const { bytes } = await streams.stat(ref);
      if (bytes > WHOLE_BYTES) throw tooLarge(bytes);
      return new Uint8Array(await new Response(await streams.read(ref)).arrayBuffer());
    },
  };
}

function tooLarge(bytes: number): NodeError {
  return new NodeError("RFV04", `an artifact of ${bytes} bytes is too large to be had at once`, {
    hint: "ctx.artifacts.write and read take and give it as a stream.",
  });
}

/** Bytes piece by piece, ended by a signal also where the next piece never comes. */
export async function* piecesOf(
  source: ByteSource,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = ArrayBuffer.isView(source)
    ? [source]
    : source;
  const iterator =
    Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  let through = false;
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      through = next.done === true;
      if (next.done) return;
      if (!ArrayBuffer.isView(next.value)) {
        through = false;
        throw new NodeError("RFV08", "an artifact is made of bytes", { hint: "Give Uint8Array pieces." });
      }
      yield next.value;
    }
  } finally {
    // Not waited for: it may be what hangs.
    if (!through) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** A stream that asks for the next piece when somebody wants it, and not before. */
export function streamOf(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: async (controller) => {
        const next = await unlessAborted(iterator.next(), signal);
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => void (await iterator.return?.()),
    },
    { highWaterMark: 0 },
  );
}

async function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A range as far as there are bytes. Throws RFV08 for one that is none. */
export function rangeIn(
  { start = 0, end = Number.MAX_SAFE_INTEGER }: NonNullable<ReadOptions["range"]>,
  bytes: number,
) {
  if (![start, end].every((at) => Number.isSafeInteger(at) && at >= 0) || start > end) {
    throw new NodeError("RFV08", `from ${start} to ${end} is no range of bytes`);
  }
  return { start: Math.min(start, bytes), end: Math.min(end, bytes) };
}
