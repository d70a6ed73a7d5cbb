import { setTimeout as delay } from "node:timers/promises";
import type { NodeModule } from "#nodes/node.ts";
import { anyJson, defineNode, noRetry, type Run, Type, withDefault } from "#nodes/sdk/index.ts";

/** Nodes that do nothing, so that what is measured is the engine. */
const common = {
  version: 1,
  category: "test",
  icon: "timer",
  kind: "action",
  input: anyJson(),
  output: anyJson(),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
} as const;

const noop = defineNode({
  ...common,
  id: "bench.noop",
  title: "No-op",
  summary: "Returns so many bytes.",
  config: Type.Object(
    { bytes: withDefault(Type.Integer({ minimum: 0 }), 0) },
    { additionalProperties: false },
  ),
  examples: [{ title: "Nothing", config: {}, input: null, output: null }],
});

const clock = defineNode({
  ...common,
  id: "bench.clock",
  title: "Clock",
  summary: "Returns the moment it ran, on the clock that all processes of this machine share.",
  config: Type.Object({}, { additionalProperties: false }),
  effects: "external",
  examples: [],
});

const pause = defineNode({
  ...common,
  id: "bench.pause",
  title: "Pause",
  summary: "Runs for so long, so that a person could watch.",
  config: Type.Object(
    { ms: withDefault(Type.Integer({ minimum: 0 }), 100) },
    { additionalProperties: false },
  ),
  examples: [],
});

const fail = defineNode({
  ...common,
  id: "bench.fail",
  title: "Fail",
  summary: "Fails for good, so that there is something to re-drive.",
  config: Type.Object({}, { additionalProperties: false }),
  examples: [],
});

const bodies = new Map<number, { readonly text: string } | null>();

const runNoop: Run<typeof noop> = async (_input, { config }) => bodyOf(config.bytes);
const runClock: Run<typeof clock> = async () => ({ at: nanoseconds() });

const runFail: Run<typeof fail> = async () => {
  throw new Error("as it was told to");
};

const runPause: Run<typeof pause> = async (_input, { config, signal }) => {
  await delay(config.ms, undefined, { signal });
  return null;
};

export const benchNodes: readonly NodeModule[] = [
  // The engine checks config and input before it runs a node: there the exact types become the general ones.
  { manifest: noop, load: async () => runNoop as Run },
  { manifest: pause, load: async () => runPause as Run },
  { manifest: clock, load: async () => runClock as Run },
  { manifest: fail, load: async () => runFail as Run },
];

/** CLOCK_MONOTONIC: the same for every process, unlike `performance.now()`. */
export function nanoseconds(): number {
  return Number(process.hrtime.bigint());
}

/** Random text: compression in Postgres finds nothing in it, the hard case. */
export function bodyOf(bytes: number): { readonly text: string } | null {
  const known = bodies.get(bytes);
  if (known !== undefined) return known;
  const around = JSON.stringify({ text: "" }).length;
  const random = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)));
  const body =
    bytes === 0
      ? null
      : {
          text: Buffer.from(random)
            .toString("base64")
            .slice(0, bytes - around),
        };
  bodies.set(bytes, body);
  return body;
}
