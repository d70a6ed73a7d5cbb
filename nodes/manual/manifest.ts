import { anyJson, defineNode, noRetry, Type } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "manual",
  version: 1,
  title: "Manual start",
  summary: "Starts a run when a person or a program asks for it.",
  category: "trigger",
  icon: "play",
  kind: "trigger",
  config: Type.Object({}, { additionalProperties: false }),
  input: anyJson({ description: "What start_run was given." }),
  output: anyJson(),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [{ title: "Start with an input", config: {}, input: { customer: 42 }, output: { customer: 42 } }],
});
