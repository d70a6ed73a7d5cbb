import type { NodeModule } from "#nodes/node.ts";
import { type AttemptParts, type AttemptResult, runAttempt } from "../engine/attempt.ts";
import type { Lease } from "../engine/lease.ts";
import { createSecrets } from "../engine/secrets.ts";
import { memoryArtifacts } from "./memory-artifacts.ts";

/** One attempt of a node as the engine makes it, without a database. */
export async function attemptOf(
  node: NodeModule,
  {
    config = {},
    input = null,
    ciphertext,
    ...parts
  }: Partial<AttemptParts> & {
    readonly config?: unknown;
    readonly input?: Lease["input"];
    /** Of every secret there is. */
    readonly ciphertext?: Buffer;
  },
): Promise<AttemptResult> {
  const step = { idx: 0, key: "only", name: node.manifest.id, version: 1, sources: [], sourceKeys: [] };
  return await runAttempt(
    { ...lease, input },
    {
      calls: {
        egress: async () => ({ limited: false, hosts: [] }),
        vars: async () => ({}),
      },
      giveBack: async () => false,
      nodes: new Map([["the.node@1", node]]),
      newSecrets: createSecrets({ secret: async () => ciphertext && { ciphertext, hosts: null } }),
      graphOf: async () => ({
        ...step,
        node: "the.node@1",
        timeout_ms: 5_000,
        straight: false,
        follows: "none",
        config,
        options: {},
      }),
      largestBytes: 1_000_000,
      evidenceBytes: 16_384,
      artifacts: memoryArtifacts([]),
      fetch: () => Promise.reject(new Error("nothing is asked")),
      connect: () => Promise.reject(new Error("nothing connects")),
      journal: { log: () => undefined, progress: () => undefined, close: async () => undefined },
      now: () => new Date(0),
      ...parts,
    },
    new AbortController().signal,
  );
}

const lease: Lease = {
  verdict: "leased",
  lane: 0,
  offer: null,
  run_id: "1",
  idx: 0,
  scope: "",
  attempt: 1,
  failures: 0,
  epoch: 0,
  graph_id: "1",
  flow: "f",
  version: 1,
  run_input: {},
  run_started_at: new Date(0),
  pinned: false,
  own: false,
  input: null,
  outputs: {},
  item: null,
  index: null,
  scopes: null,
};
