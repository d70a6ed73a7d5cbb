import { type ArtifactRef, type Artifacts, piecesOf, streamOf, withWhole } from "#nodes/sdk/index.ts";
import type { Calls } from "./calls.ts";

const PIECE_BYTES = 1024 * 1024;

/** Artifacts as a node sees them in its process: the bytes go through the worker, a piece at a time. */
export function createArtifacts(id: number, calls: Calls, attempt: AbortSignal): Artifacts {
  const until = (own?: AbortSignal) => (own ? AbortSignal.any([attempt, own]) : attempt);
  return withWhole({
    write: async (source, { contentType, name, signal } = {}) => {
      const options = {
        ...(contentType === undefined ? {} : { contentType }),
        ...(name === undefined ? {} : { name }),
      };
      const { call: of, answer } = calls.ask(id, { does: "write", ...options });
      await answer;
      try {
        for await (const bytes of piecesOf(source, until(signal))) {
          for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
            await calls.ask(id, { does: "piece", of }, bytes.subarray(at, at + PIECE_BYTES)).answer;
          }
        }
        return (await calls.ask(id, { does: "keep", of }).answer).value as ArtifactRef;
      } finally {
        calls.ask(id, { does: "drop", of });
      }
    },
    read: async ({ artifact }, { range: { start = 0, end } = {}, signal } = {}) => {
      const range = end === undefined ? { start } : { start, end };
      const { call: of, answer } = calls.ask(id, { does: "open", artifact, ...range });
      await answer;
      const pieces = async function* () {
        try {
          for (;;) {
            const { bytes } = await calls.ask(id, { does: "read", of }).answer;
            if (bytes.byteLength === 0) return;
            yield new Uint8Array(bytes);
          }
        } finally {
          calls.ask(id, { does: "drop", of });
        }
      };
      return streamOf(pieces(), until(signal));
    },
    stat: async ({ artifact }) =>
      (await calls.ask(id, { does: "stat", artifact }).answer).value as ArtifactRef,
  });
}
