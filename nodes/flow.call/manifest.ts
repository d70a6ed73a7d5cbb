import { anyJson, callFlow, defineNode, noRetry, Type } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "flow.call",
  version: 1,
  title: "Call a flow",
  summary: "Runs another flow as a child and completes with its output.",
  category: "flow",
  icon: "workflow",
  kind: "action",
  config: Type.Object(
    {
      flow: Type.String({
        title: "Flow",
        description: "Its slug.",
        minLength: 1,
        maxLength: 200,
        "x-reflux-widget": "flow",
      }),
      input: Type.Optional(anyJson({ title: "Input", description: "Left out: the input of this step." })),
      version: Type.Optional(
        Type.Integer({ title: "Version", description: "Left out: the current one.", minimum: 1 }),
      ),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: anyJson({ description: "The output of the child run." }),
  ports: ["out"],
  effects: "idempotent",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Send an invoice in its own flow",
      config: { flow: "send-invoice", input: { order: 7 } },
      input: { id: 7, lines: [] },
      outcome: callFlow({ flow: "send-invoice", input: { order: 7 } }),
    },
    {
      title: "Hand the input on, to a fixed version",
      config: { flow: "send-invoice", version: 3 },
      input: { id: 7 },
      outcome: callFlow({ flow: "send-invoice", input: { id: 7 }, version: 3 }),
    },
  ],
});
