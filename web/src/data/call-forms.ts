/** A change, told to psql and to any GraphQL client: a function of the database is a mutation of the API. */
import { ExactNumber } from "#language/exact-number.ts";
import type { Call } from "./rights.ts";

export interface CopyForms {
  /** Left out for the one change that SQL cannot make: a secret is encrypted before Postgres sees it. */
  readonly sql?: string;
  /** Left out where GraphQL has no notation: a field called `content-type` can only be sent as a variable. */
  readonly graphql?: string;
}

/** A bigint is a number in SQL and a text in GraphQL; JSON is a quoted text in SQL and a value in GraphQL. */
export type Value =
  | string
  | boolean
  | number
  | bigint
  | readonly string[]
  | { readonly json: unknown }
  | { readonly interval: Readonly<Record<string, number>> };
export type Values = Readonly<Record<string, Value>>;

export function callForms(call: Call, values: Values): CopyForms {
  const sql = `select * from reflux.${call}(${sqlArguments(values).join(", ")});`;
  return {
    ...(call === "set_secret" ? {} : { sql }),
    ...(Object.values(values).every(isWritable)
      ? { graphql: `mutation {\n  ${mutation(call, values)}\n}` }
      : {}),
  };
}

/** One after the other. As GraphQL that would be two requests, of which the second needs the first. */
export function inTurn(first: CopyForms, then: CopyForms | undefined): CopyForms {
  return then ? { sql: [first.sql, then.sql].join("\n") } : first;
}

/** The same for each of many. As SQL it is one transaction: all of them, or none. */
export function manyForms(
  call: Call,
  key: string,
  ids: readonly (string | bigint)[],
  values: Values = {},
): CopyForms {
  const named = [`${key} => one`, ...sqlArguments(values)].join(", ");
  return {
    sql: `select changed.*\nfrom unnest(array[${ids.map(sqlValue).join(", ")}]) as one,\n  reflux.${call}(${named}) as changed;`,
    graphql: `mutation {\n${ids.map((id, at) => `  a${at + 1}: ${mutation(call, { [key]: id, ...values })}`).join("\n")}\n}`,
  };
}

/** Works where there is nothing yet: a flow, and a run of it. */
export const firstFlowSql = `select * from reflux.deploy_flow('hello', '{
  "reflux": 1, "name": "hello",
  "steps": { "start": { "node": "manual" }, "greet": { "node": "log", "config": { "message": "Hello" } } },
  "edges": ["start -> greet"]
}');
select * from reflux.start_run('hello', '{}');`;

export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

const sqlArguments = (values: Values) =>
  Object.entries(values).map(([key, value]) => `${key} => ${sqlValue(value)}`);

function sqlValue(value: Value): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  if ("json" in value) return quote(JSON.stringify(value.json));
  if ("interval" in value) {
    const parts = Object.entries(value.interval).map(([unit, count]) => `${count} ${unit}`);
    return quote(parts.join(" "));
  }
  return `array[${value.map(quote).join(", ")}]`;
}

function mutation(call: Call, values: Values): string {
  const input = Object.entries(values).map(([key, value]) => `${camel(key)}: ${graphqlValue(value)}`);
  return `${camel(call)}(input: { ${input.join(", ")} }) { ${answers[call] ?? "clientMutationId"} }`;
}

function graphqlValue(value: Value): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value !== "object") return JSON.stringify(value);
  if ("json" in value) return literal(value.json);
  return literal("interval" in value ? value.interval : value);
}

/** What is worth knowing of the answer, where there is something. */
const answers: Partial<Record<Call, string>> = {
  ...Object.fromEntries(
    ["start_run", "fork_run", "try_step", "pause_run", "resume_run", "cancel_run"].map((call) => [
      call,
      "result { id state }",
    ]),
  ),
  ...Object.fromEntries(
    ["create_flow", "duplicate_flow", "set_flow_enabled", "archive_flow"].map((call) => [
      call,
      "result { slug }",
    ]),
  ),
  deploy_flow: "result { number }",
  publish_draft: "result { number }",
  rollback_flow: "result { number }",
  set_secret: "result { name }",
  set_var: "result { value }",
  create_token: "result { token }",
  rotate_token: "result { token }",
  revoke_token: "result { revokedAt }",
};

/** A JSON value in the notation of GraphQL, where names of fields are bare. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null || value instanceof ExactNumber)
    return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** Has every field a name that GraphQL can write? */
export function isWritable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(
    ([key, item]) => (Array.isArray(value) || /^[_A-Za-z]\w*$/.test(key)) && isWritable(item),
  );
}

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
