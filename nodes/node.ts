import type { NodeManifest, Run } from "./sdk/index.ts";

/** A node as a worker holds it: what it is, and how to get its code. */
export interface NodeModule {
  readonly manifest: NodeManifest;
  /** What the catalogue shows, where that is more than this process checks by. */
  readonly announced?: NodeManifest;
  /** Where it is, when it did not come with REFLUX. */
  readonly folder?: string;
  /** Imports the code. The module system keeps it, so only the first call costs anything. */
  readonly load: () => Promise<Run>;
}

/** `http.request@1`, as flows and workers name it. */
export function nodeName(manifest: Pick<NodeManifest, "id" | "version">): string {
  return `${manifest.id}@${manifest.version}`;
}

/** Joins a manifest with the import of its code. */
export function defineModule<M extends NodeManifest>(
  manifest: M,
  load: () => Promise<{ readonly run: Run<M> }>,
): NodeModule {
  // The engine checks config and input against the manifest's schemas before each `run`. That is the boundary at
  // which the exact types of one node become the general ones.
  return { manifest, load: async () => (await load()).run as unknown as Run };
}
