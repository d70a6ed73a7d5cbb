import { randomUUID } from "node:crypto";
import { RefluxError } from "../errors.ts";
import type { Owner, Store } from "./store.ts";

/** A statement by its name, for whoever prepares and repeats it. */
export type Ask = <Row extends object>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

/** Of each piece but the last; SQL reckons with it (write_artifact_part). */
export const PART_BYTES = 512 * 1024;

/**
 * In Postgres, in pieces: a row each, so that neither this process nor the server ever has the whole in memory. The default,
 * which needs nothing else.
 */
export function postgresStore(ask: Ask): Store {
  const tell = async (name: string, text: string, values: readonly unknown[]) => {
    await ask(name, text, values);
  };
  return {
    name: "postgres",
    open: ({ run_id, idx, scope, attempt }: Owner) => {
      const location = randomUUID();
      const piece = Buffer.allocUnsafe(PART_BYTES);
      let filled = 0;
      let part = 0;
      const flush = async () => {
        await tell(
          "write_artifact_part",
          "select reflux_private.write_artifact_part($1, $2, $3, $4, $5, $6, $7)",
          [location, run_id, idx, scope, attempt, part, piece.subarray(0, filled)],
        );
        filled = 0;
        part += 1;
      };
      return {
        write: async (bytes) => {
          for (let at = 0; at < bytes.byteLength; ) {
            const taken = bytes.subarray(at, at + PART_BYTES - filled);
            piece.set(taken, filled);
            filled += taken.byteLength;
            at += taken.byteLength;
            if (filled === PART_BYTES) await flush();
          }
        },
        finish: async () => {
          if (filled > 0) await flush();
          return location;
        },
        discard: () => tell("discard_upload", "select reflux_private.discard_upload($1)", [location]),
      };
    },
    async *read(location, { start, end }) {
      for (let at = start; at < end; ) {
        const part = Math.floor(at / PART_BYTES);
        const from = at % PART_BYTES;
        const [row] = await ask<{ content: Buffer<ArrayBuffer> | null }>(
          "artifact_part",
          "select reflux_private.artifact_part($1, $2) as content",
          [location, part],
        );
        const bytes = row?.content?.subarray(from, from + end - at);
        if (!bytes?.byteLength) throw new RefluxError("RFN08", "bytes of the artifact are missing");
        yield bytes;
        at += bytes.byteLength;
      }
    },
  };
}
