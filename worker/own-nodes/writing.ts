import type { ArtifactRef, Artifacts } from "#nodes/sdk/index.ts";

/** An artifact whose bytes come from the node's process, a piece a message. */
export type Writing = {
  /** Resolves when there is room for more: the node waits for it. */
  give(bytes: Uint8Array): Promise<void>;
  keep(): Promise<ArtifactRef>;
  drop(): void;
};

export function startWriting(
  artifacts: Artifacts,
  options: NonNullable<Parameters<Artifacts["write"]>[1]>,
): Writing {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const kept = artifacts.write(readable, options);
  kept.catch(() => undefined);
  writer.closed.catch(() => undefined);
  /** Why nothing more is taken, not that it is not. */
  const orWhy = async (done: Promise<unknown>) => {
    await done.catch(async (error: unknown) => {
      await kept;
      throw error;
    });
  };
  return {
    give: async (bytes) => await orWhy(writer.write(bytes)),
    keep: async () => {
      await orWhy(writer.close());
      return await kept;
    },
    drop: () => void writer.abort(new Error("the node lets go of it")).catch(() => undefined),
  };
}
