import { defineNode, noRetry, Type, withDefault } from "../sdk/index.ts";

/** Data only: importing this file loads no code of the node. */
export const manifest = defineNode({
  id: "example.greet",
  version: 1,
  title: "Greet",
  summary: "Makes a greeting for a person.",
  category: "data",
  icon: "hand",
  kind: "action",
  config: Type.Object(
    {
      greeting: withDefault(Type.String({ title: "Greeting", maxLength: 100 }), "Hello"),
    },
    { additionalProperties: false },
  ),
  input: Type.Object({ name: Type.String() }),
  output: Type.Object({ text: Type.String() }),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  hosts: [],
  examples: [
    {
      title: "A greeting in Spanish",
      config: { greeting: "Hola" },
      input: { name: "Ada" },
      output: { text: "Hola, Ada!" },
    },
  ],
});
