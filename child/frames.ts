/**
 * How parent and child talk: a frame is two lengths, a message as JSON, and bytes beside it. Not Node's own channel:
 * that one reads without a bound whatever a hostile child writes.
 */
import { parseJson } from "#language/json.ts";
export type Frame = { readonly message: unknown; readonly bytes: Uint8Array };

const HEADER = 8;

export function encodeFrame(message: unknown, bytes: Uint8Array = new Uint8Array()): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(json.byteLength, 0);
  header.writeUInt32LE(bytes.byteLength, 4);
  return Buffer.concat([header, json, bytes]);
}

export class TooLargeError extends RangeError {
  constructor(size: number, most: number) {
    super(`${size} bytes at once are too large a message; at most ${most} are taken`);
  }
}

/** Cuts a stream into frames. A frame that announces more than `maxBytes`, or is no JSON, throws: nothing is kept. */
export function frameReader(maxBytes: number): (chunk: Uint8Array) => readonly Frame[] {
  let parts: Uint8Array[] = [];
  let held = 0;
  let wanted = HEADER;
  return (chunk) => {
    parts.push(chunk);
    held += chunk.byteLength;
    // Joined only when a whole frame is there, so that a large one in small pieces is copied once.
    if (held < wanted) return [];
    const buffer = Buffer.concat(parts, held);
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      wanted = HEADER;
      if (buffer.byteLength - at < HEADER) break;
      const json = buffer.readUInt32LE(at);
      const size = HEADER + json + buffer.readUInt32LE(at + 4);
      if (size > maxBytes) throw new TooLargeError(size, maxBytes);
      wanted = size;
      if (buffer.byteLength - at < size) break;
      const begin = at + HEADER;
      const message: unknown = parseJson(buffer.toString("utf8", begin, begin + json));
      frames.push({ message, bytes: buffer.subarray(begin + json, at + size) });
      at += size;
    }
    parts = [buffer.subarray(at)];
    held = buffer.byteLength - at;
    return frames;
  };
}
