import { anyJson, defineNode, noRetry, Type, withDefault } from "../sdk/index.ts";

const change = () =>
  Type.Object({
    operation: Type.Enum(["insert", "update", "delete"]),
    schema: Type.String(),
    table: Type.String(),
    new: anyJson({ description: "The row after the change; null for delete." }),
    old: anyJson({ description: "The row before the change; null for insert." }),
  });

export const manifest = defineNode({
  id: "table.change",
  version: 1,
  title: "Table change",
  summary: "Starts a run in the same transaction that changes a row.",
  category: "trigger",
  icon: "table-2",
  kind: "trigger",
  config: Type.Object(
    {
      schema: withDefault(Type.String({ title: "Schema", minLength: 1, maxLength: 63 }), "public"),
      table: Type.String({ title: "Table", minLength: 1, maxLength: 63 }),
      operations: withDefault(
        Type.Array(Type.Enum(["insert", "update", "delete"]), {
          title: "Operations",
          minItems: 1,
          uniqueItems: true,
        }),
        ["insert", "update", "delete"],
      ),
      columns: withDefault(
        Type.Array(Type.String({ minLength: 1, maxLength: 63 }), {
          title: "Columns",
          description: "An update counts only when one of these changed. None given: any column.",
          uniqueItems: true,
        }),
        [],
      ),
      when: Type.Optional(
        Type.String({
          title: "When",
          description: "A SQL condition over new and old, for example new.total > 100.",
          maxLength: 2_000,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  input: change(),
  output: change(),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "An order is paid",
      config: { table: "orders", operations: ["update"], columns: ["state"], when: "new.state = 'paid'" },
      input: {
        operation: "update",
        schema: "public",
        table: "orders",
        new: { id: 1, state: "paid" },
        old: { id: 1, state: "open" },
      },
      output: {
        operation: "update",
        schema: "public",
        table: "orders",
        new: { id: 1, state: "paid" },
        old: { id: 1, state: "open" },
      },
    },
  ],
});
