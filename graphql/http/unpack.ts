import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import { RefluxError } from "#db/errors.ts";
import { tooLarge } from "./body.ts";

/** Makers by content-encoding; `deflate` is zlib's format, which some senders leave the head off. */
const makers: Readonly<Record<string, (first: number) => NodeJS.ReadWriteStream>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

const mostLayers = 3;

/**
 * A body as it was before it was packed: at most `limit` bytes, counted as they come out, so that a bomb costs no more. Throws
 * RFV06 for an encoding that is not known, RFL05 for too much, RFV07 for what is not packed as it says.
 */
export async function unpack(
  packed: Buffer,
  contentEncoding: string | undefined,
  limit: number,
  hold: (bytes: number) => void,
): Promise<Buffer> {
  const layers = encodingsOf(contentEncoding);
  let bytes = packed;
  for (const layer of layers.toReversed()) {
    const stream = makers[layer]?.(bytes[0] ?? 0);
    if (!stream) throw unknownEncoding(layer);
    bytes = await through(stream, bytes, layer, limit, hold);
  }
  return bytes;
}

/** Before a byte of it is read. */
export function encodingsOf(contentEncoding: string | undefined): readonly string[] {
  const layers = (contentEncoding ?? "")
    .split(",")
    .map((layer) => layer.trim().toLowerCase())
    .filter((layer) => layer !== "" && layer !== "identity");
  const unknown = layers.find((layer) => !Object.hasOwn(makers, layer));
  if (unknown !== undefined) throw unknownEncoding(unknown);
  if (layers.length > mostLayers) throw unknownEncoding(layers.join(", "));
  return layers;
}

async function through(
  stream: NodeJS.ReadWriteStream,
  packed: Buffer,
  layer: string,
  limit: number,
  hold: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.end(packed);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      hold(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof RefluxError) throw error;
    throw new RefluxError("RFV07", `the body is not packed with ${layer}`, { cause: error });
  }
  return Buffer.concat(chunks, size);
}

function unknownEncoding(encoding: string): RefluxError {
  return new RefluxError("RFV06", `content-encoding ${encoding.slice(0, 100)} is not taken`, {
    hint: `send it as it is, or packed with ${Object.keys(makers).join(", ")}`,
  });
}
