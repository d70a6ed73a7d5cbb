import type { ArtifactParts } from "../engine/artifacts.ts";

/** Where an attempt without a database keeps its artifacts: whatever is kept of one is in `left`, as text. */
export function memoryArtifacts(left: unknown[]): ArtifactParts {
  return {
    store: {
      name: "memory",
      open: () => {
        const pieces: Uint8Array[] = [];
        return {
          write: async (bytes) => void pieces.push(bytes.slice()),
          finish: async () => `${left.push(Buffer.concat(pieces).toString())}`,
          discard: async () => undefined,
        };
      },
      read: () => {
        throw new Error("nothing is read");
      },
    },
    keepArtifact: async (_lease, ref, location) => {
      left.push(ref);
      return location;
    },
    findArtifact: async () => undefined,
  };
}
