import { createHash } from "node:crypto";
import type { Store } from "#db/stores/store.ts";
import {
  type ArtifactRef,
  type Artifacts,
  NodeError,
  piecesOf,
  rangeIn,
  streamOf,
  withWhole,
} from "#nodes/sdk/index.ts";
import type { Lease } from "./lease.ts";
import type { AttemptSecrets } from "./secrets.ts";

/** What is kept, and where; as the rows say. */
export type ArtifactParts = {
  readonly store: Store;
  readonly keepArtifact: (lease: Lease, ref: ArtifactRef, location: string) => Promise<string>;
  readonly findArtifact: (artifact: string, run: string) => Promise<FoundArtifact | undefined>;
};
export type FoundArtifact = ArtifactRef & { readonly store: string; readonly location: string };

/**
 * The artifacts of an attempt. Bytes are hashed as they go by, named by what is left when the secrets are struck out, and
 * seen by nobody before they are whole.
 */
export function attemptArtifacts(
  lease: Lease,
  { store, keepArtifact, findArtifact }: ArtifactParts,
  secrets: Pick<AttemptSecrets, "redact" | "redactPieces">,
  attempt: AbortSignal,
): Artifacts {
  const until = (own?: AbortSignal) => (own ? AbortSignal.any([attempt, own]) : attempt);
  const find = async (artifact: string): Promise<FoundArtifact> => {
    const found = await findArtifact(artifact, lease.run_id);
    if (found?.store === store.name) return found;
    throw new NodeError("RFV08", "there is no such artifact, or none of this run", {
      hint: "It is named by what ctx.artifacts, http.request or webhook.in gave in this run.",
    });
  };
  return withWhole({
    write: async (source, { contentType = "application/octet-stream", name, signal } = {}) => {
      const writing = store.open(lease);
      const hash = createHash("sha256");
      let bytes = 0;
      try {
        for await (const piece of secrets.redactPieces(piecesOf(source, until(signal)))) {
          hash.update(piece);
          bytes += piece.byteLength;
          await writing.write(piece);
        }
        const location = await writing.finish();
        const ref = {
          artifact: `sha256:${hash.digest("hex")}`,
          bytes,
          content_type: secrets.redact(contentType),
          ...(name === undefined ? {} : { name: secrets.redact(name) }),
        };
        if ((await keepArtifact(lease, ref, location)) !== location) await writing.discard();
        return ref;
      } catch (error) {
        // What cannot be let go of now, the sweeper takes when the attempt is over.
        await writing.discard().catch(() => undefined);
        throw error;
      }
    },
    read: async ({ artifact }, { range = {}, signal } = {}) => {
      const found = await find(artifact);
      const { start, end } = rangeIn(range, found.bytes);
      const bytes = store.read(found.location, { start, end });
      const isWhole = start === 0 && end === found.bytes;
      return streamOf(isWhole ? checked(bytes, artifact) : bytes, until(signal));
    },
    stat: async (ref) => {
      const { artifact, bytes, content_type, name } = await find(ref.artifact);
      return { artifact, bytes, content_type, ...(name === undefined ? {} : { name }) };
    },
  });
}

/** Fails at the end where the bytes are not those that were kept. */
async function* checked(bytes: AsyncIterable<Uint8Array<ArrayBuffer>>, artifact: string) {
  const hash = createHash("sha256");
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  if (`sha256:${hash.digest("hex")}` !== artifact) {
    throw new NodeError("RFX06", "the bytes of the artifact are not those that were kept");
  }
}
