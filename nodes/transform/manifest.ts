import { anyJson, defineNode, noRetry, Type } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "transform",
  version: 1,
  title: "Transform",
  summary: "Shapes data with expressions.",
  category: "data",
  icon: "braces",
  kind: "action",
  config: Type.Object(
    {
      value: anyJson({
        title: "Value",
        description: "Any JSON; every {{ expression }} in it is replaced by its result.",
      }),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: anyJson(),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Two fields of an order",
      config: { value: { id: 7, total: 30 } },
      input: { body: { id: 7, lines: [{ price: 10 }, { price: 20 }] } },
      output: { id: 7, total: 30 },
    },
    { title: "A single value", config: { value: "hello" }, input: null, output: "hello" },
  ],
});
