import { anyJson, defineNode, noRetry, output, Type, withDefault } from "../sdk/index.ts";

const portName = (title: string) =>
  Type.String({
    title,
    pattern: "^[a-z][a-z0-9_]*$",
    "x-reflux-pattern": "lower-case letters, digits and _, beginning with a letter",
    maxLength: 63,
  });

export const manifest = defineNode({
  id: "flow.branch",
  version: 1,
  title: "Branch",
  summary: "Sends its input down the ways whose condition holds.",
  category: "flow",
  icon: "split",
  kind: "action",
  config: Type.Object(
    {
      cases: Type.Array(
        Type.Object(
          {
            port: portName("Port"),
            when: anyJson({
              title: "When",
              description: "An expression that is true or false. Missing counts as false.",
            }),
          },
          { additionalProperties: false },
        ),
        { title: "Cases", minItems: 1, maxItems: 100 },
      ),
      match: withDefault(
        Type.Enum(["first", "all"], {
          title: "Take",
          description: "first: the first case that holds. all: each of them.",
        }),
        "first",
      ),
      otherwise: withDefault(portName("Otherwise"), "otherwise"),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: anyJson({ description: "The input, unchanged." }),
  ports: "dynamic",
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Large orders go to a person",
      config: { cases: [{ port: "large", when: true }] },
      input: { total: 1_200 },
      outcome: output({ total: 1_200 }, { port: "large" }),
    },
    {
      title: "No case holds",
      config: { cases: [{ port: "large", when: false }] },
      input: { total: 12 },
      outcome: output({ total: 12 }, { port: "otherwise" }),
    },
    {
      title: "Every case that holds",
      config: {
        match: "all",
        cases: [
          { port: "stock", when: true },
          { port: "mail", when: true },
          { port: "audit", when: null },
        ],
      },
      input: 1,
      outcome: output(1, { ports: ["stock", "mail"] }),
    },
  ],
});
