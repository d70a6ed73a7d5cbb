import {
  anyJson,
  defineNode,
  duration,
  noRetry,
  sleepFor,
  sleepUntil,
  Type,
  waitForSignal,
} from "../sdk/index.ts";

export const manifest = defineNode({
  id: "wait",
  version: 1,
  title: "Wait",
  summary: "Waits for some time, until a moment, or for a signal.",
  category: "flow",
  icon: "hourglass",
  kind: "action",
  config: Type.Object(
    {
      duration: Type.Optional(
        duration({ title: "For", description: '"30s", "5m", "2h", "1d" or ISO 8601 "PT5M".' }),
      ),
      until: Type.Optional(
        Type.String({ title: "Until", description: "ISO 8601 with an offset.", format: "date-time" }),
      ),
      signal: Type.Optional(Type.Boolean({ title: "For a signal", description: "Sent with signal_step." })),
      timeout: Type.Optional(duration({ title: "Give up after", description: "Only with a signal." })),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: anyJson({ description: "The signal's payload; null after a duration or a moment." }),
  ports: ["out", "timeout"],
  effects: "idempotent",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  signals: "signal",
  examples: [
    {
      title: "Half a minute",
      config: { duration: "30s" },
      input: null,
      outcome: sleepFor(30_000),
    },
    {
      title: "Until a moment",
      config: { until: "2026-02-01T08:00:00+01:00" },
      input: null,
      outcome: sleepUntil(new Date("2026-02-01T07:00:00.000Z")),
    },
    {
      title: "For an approval, a day at most",
      config: { signal: true, timeout: "1d" },
      input: null,
      outcome: waitForSignal({ timeoutMs: 86_400_000 }),
    },
  ],
});
