import { read, writeSync } from "node:fs";
import { encodeFrame, type Frame, frameReader, TooLargeError } from "../frames.ts";

/**
 * The child's end of the channel. By file number rather than as a socket: a socket object would be a way to the
 * network for whatever else runs in this process.
 */
const CHANNEL = 3;
/** What comes from the parent is as large as it is. */
const UNBOUNDED = 2 ** 33;

export type Port = { send(message: unknown, bytes?: Uint8Array): void };

/** What is larger than `maxBytes` is not sent: the parent would end this process for it. */
export function openPort(onFrame: (frame: Frame) => void, maxBytes: number): Port {
  const cut = frameReader(UNBOUNDED);
  const buffer = Buffer.alloc(65_536);
  const next = () => {
    read(CHANNEL, buffer, 0, buffer.byteLength, null, (error, size) => {
      // The parent is gone.
      if (error || size === 0) process.exit();
      for (const frame of cut(Buffer.from(buffer.subarray(0, size)))) onFrame(frame);
      next();
    });
  };
  next();
  return {
    send: (message, bytes) => {
      const frame = encodeFrame(message, bytes);
      if (frame.byteLength > maxBytes) throw new TooLargeError(frame.byteLength, maxBytes);
      for (let at = 0; at < frame.byteLength; ) at += writeSync(CHANNEL, frame, at);
    },
  };
}
