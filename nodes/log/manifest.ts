import { anyJson, defineNode, map, noRetry, Type, withDefault } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "log",
  version: 1,
  title: "Log",
  summary: "Writes a line to the run's log and hands its input on.",
  category: "data",
  icon: "scroll-text",
  kind: "action",
  config: Type.Object(
    {
      message: Type.String({ title: "Message", maxLength: 10_000 }),
      level: withDefault(Type.Enum(["debug", "info", "warn", "error"], { title: "Level" }), "info"),
      fields: withDefault(map(anyJson(), { title: "Fields" }), {}),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: anyJson({ description: "The input, unchanged." }),
  ports: ["out"],
  effects: "idempotent",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Note a large order",
      config: { level: "warn", message: "Large order 7", fields: { total: 12_000 } },
      input: { id: 7 },
      output: { id: 7 },
    },
  ],
});
