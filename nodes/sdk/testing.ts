import { once } from "node:events";
import { connect as openSocket } from "node:net";
import { type ArtifactRef, piecesOf, rangeIn, streamOf, withWhole } from "./artifacts.ts";
import type { Context, LogLevel } from "./context.ts";
import { NodeError } from "./error.ts";
import type { Evidence } from "./evidence.ts";
import type { NodeManifest, RecordedExchange } from "./manifest.ts";
import type { Static } from "./schema.ts";
import { prepareConfig } from "./validate.ts";

export interface TestContextOptions {
  readonly config: unknown;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Answers for `ctx.fetch`, in this order. */
  readonly http?: readonly RecordedExchange[];
  /** Instead of recorded answers. */
  readonly fetch?: typeof globalThis.fetch;
  /** Instead of connections to this machine, which are the only ones a test has. */
  readonly connect?: Context["connect"];
  readonly signal?: AbortSignal;
}

export interface TestContext<Config> extends Context<Config> {
  readonly logged: {
    level: LogLevel;
    message: string;
    fields?: Readonly<Record<string, unknown>> | undefined;
  }[];
  readonly progressed: number[];
  readonly evident: Evidence[];
  /** Which impure parts of the context were used. */
  readonly used: Set<"fetch" | "connect" | "secret" | "artifacts" | "now" | "random">;
}

/** When it is, in a test. */
export const TEST_NOW = new Date("2026-01-01T00:00:00.000Z");

/** A context as the engine makes it, but the clock stands still, chance is fixed and the network is a recording. */
export function createTestContext<M extends NodeManifest>(
  manifest: M,
  options: TestContextOptions,
): TestContext<Static<M["config"]>> {
  const { secrets = {}, signal = new AbortController().signal } = options;
  const fetch = options.fetch ?? replay(options.http ?? []);
  const connect = options.connect ?? connectToLoopback;
  const stored = new Map<string, { readonly ref: ArtifactRef; readonly bytes: Uint8Array<ArrayBuffer> }>();
  const used: TestContext<unknown>["used"] = new Set();
  const context: TestContext<unknown> = {
    config: prepareConfig(manifest, options.config),
    signal,
    attempt: 1,
    idempotencyKey: "run-1.step",
    run: { id: "1", flow: "test", version: 1, started_at: TEST_NOW.toISOString() },
    step: { key: "step", scope: "" },
    logged: [],
    progressed: [],
    evident: [],
    used,
    fetch: (input, init) => {
      used.add("fetch");
      return fetch(input, init);
    },
    connect: (target) => {
      used.add("connect");
      return connect({ signal, ...target });
    },
    secret: async (name) => {
      used.add("secret");
      return secrets[name] ?? missing(name);
    },
    artifacts: withWhole({
      write: async (source, { contentType = "application/octet-stream", name, signal: own } = {}) => {
        used.add("artifacts");
        const pieces: Uint8Array[] = [];
        for await (const piece of piecesOf(source, own ?? signal)) pieces.push(piece.slice());
        const bytes = new Uint8Array(Buffer.concat(pieces));
        const ref = {
          artifact: `test:${stored.size + 1}`,
          bytes: bytes.byteLength,
          content_type: contentType,
          ...(name === undefined ? {} : { name }),
        };
        stored.set(ref.artifact, { ref, bytes });
        return ref;
      },
      read: async ({ artifact }, { range = {}, signal: own } = {}) => {
        used.add("artifacts");
        const { bytes } = stored.get(artifact) ?? missing(artifact);
        const { start, end } = rangeIn(range, bytes.byteLength);
        const piece = async function* () {
          if (end > start) yield bytes.slice(start, end);
        };
        return streamOf(piece(), own ?? signal);
      },
      stat: async ({ artifact }) => {
        used.add("artifacts");
        return (stored.get(artifact) ?? missing(artifact)).ref;
      },
    }),
    now: () => {
      used.add("now");
      return new Date(TEST_NOW);
    },
    random: () => {
      used.add("random");
      return 0.5;
    },
    log: (level, message, fields) => void context.logged.push({ level, message, fields }),
    evidence: (entry) => {
      const kept = { ...entry };
      context.evident.push(kept);
      return (more) => void Object.assign(kept, more);
    },
    progress: (fraction) => void context.progressed.push(fraction),
  };
  // prepareConfig has checked the config against the schema that this type is made of.
  return context as TestContext<Static<M["config"]>>;
}

function replay(exchanges: readonly RecordedExchange[]): typeof globalThis.fetch {
  const left = [...exchanges];
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const next = left.shift();
    const expected = next && `${next.request.method} ${new URL(next.request.url).href}`;
    const actual = `${request.method} ${request.url}`;
    if (!next || actual !== expected)
      throw new Error(`unexpected request ${actual}; recorded is ${expected ?? "none"}`);
    const { status, headers = {}, body = null } = next.response;
    return new Response(body, { status, headers });
  };
}

const connectToLoopback: Context["connect"] = async ({ host, port, signal }) => {
  if (!/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host))
    throw new Error(`a test does not connect to ${host}`);
  const socket = openSocket({ host, port, ...(signal === undefined ? {} : { signal }) });
  await once(socket, "connect");
  return socket;
};

function missing(name: string): never {
  throw new NodeError("RFV08", `there is no ${name} in this test`);
}
