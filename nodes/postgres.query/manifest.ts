import {
  anyJson,
  defineNode,
  networkRetry,
  sqlInTransaction,
  Type,
  timer,
  withDefault,
} from "../sdk/index.ts";

export const manifest = defineNode({
  id: "postgres.query",
  version: 1,
  title: "Postgres query",
  summary: "Runs one SQL statement and completes with its rows.",
  category: "database",
  icon: "database",
  kind: "action",
  config: Type.Object(
    {
      text: Type.String({
        title: "Statement",
        description: "One statement, values as $1, $2. No expressions here: put them into the values.",
        minLength: 1,
        maxLength: 100_000,
        "x-reflux-widget": "sql",
        "x-reflux-literal": true,
      }),
      values: withDefault(Type.Array(anyJson(), { title: "Values", maxItems: 1_000 }), []),
      connection: Type.Optional(
        Type.String({
          title: "Connection",
          description:
            "postgres://user:password@host/database. Left out: REFLUX's own database, in the step's transaction.",
          maxLength: 2_000,
        }),
      ),
      row_limit: withDefault(Type.Integer({ title: "Most rows", minimum: 1, maximum: 10_000 }), 1_000),
      timeout: Type.Optional(
        timer({
          title: "Timeout",
          description: "Left out: 30 s for another database; here, as long as the step has.",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: Type.Array(anyJson(), { description: "The rows, as objects." }),
  ports: ["out"],
  effects: "external",
  retry: networkRetry,
  timeoutMs: 120_000,
  secrets: ["connection"],
  examples: [
    {
      title: "Mark an order in the same transaction",
      config: { text: "update orders set state = $2 where id = $1 returning id, state", values: [7, "paid"] },
      input: null,
      outcome: sqlInTransaction({
        text: "update orders set state = $2 where id = $1 returning id, state",
        values: [7, "paid"],
        rowLimit: 1_000,
      }),
    },
    {
      title: "Two statements are refused before anything is sent",
      config: {
        text: "delete from a; delete from b",
        connection: "postgres://app:{{ secrets.shop_db }}@db.example.com/shop",
      },
      input: null,
      error: "RFV10",
    },
  ],
});
