/** What the screen shows and does, told to psql and to any GraphQL client. */
import type { FlowFilter } from "./flow-list.ts";

export interface CopyForms {
  readonly sql: string;
  readonly graphql: string;
}

const sqlText = (text: string) => `'${text.replaceAll("'", "''")}'`;

export function listForms({ q, tag, state }: FlowFilter): CopyForms {
  const tests = [
    state === "archived" ? "f.archived_at is not null" : "f.archived_at is null",
    state === "draft" && "f.current_version_id is null",
    (state === "enabled" || state === "disabled") && `f.enabled = ${state === "enabled"}`,
    tag !== undefined && `${sqlText(tag)} = any (f.tags)`,
    q !== undefined && `concat_ws(' ', f.slug, f.title) ilike ${sqlText(`%${q}%`)}`,
  ].filter((one) => one !== false);
  const condition = [
    state === "archived" ? "archived: true" : "archived: false",
    ...(tag === undefined ? [] : [`tag: ${JSON.stringify(tag)}`]),
    ...(q === undefined ? [] : [`search: ${JSON.stringify(q)}`]),
  ].join(", ");
  return {
    sql: `select f.slug, f.enabled, h.runs, h.failed, h.p95_ms, h.last_run_at, reflux.flows_next_run_at(f) as next_run_at
from reflux.flows f left join reflux.flow_health h on h.flow_id = f.id
where ${tests.join("\n  and ")}
order by f.slug;`,
    graphql: `{
  flows(condition: { ${condition} }, first: 100, orderBy: [SLUG_ASC]) {
    nodes { slug title enabled p95Ms nextRunAt currentVersion { number } }
  }
}`,
  };
}

/** A function of the database is a mutation of the API: one call, two spellings. */
export function callForms(name: string, values: Readonly<Record<string, string | boolean>>): CopyForms {
  const named = Object.entries(values);
  const sql = named.map(([key, value]) => `${key} => ${typeof value === "string" ? sqlText(value) : value}`);
  const input = named.map(([key, value]) => `${camel(key)}: ${JSON.stringify(value)}`);
  return {
    sql: `select * from reflux.${name}(${sql.join(", ")});`,
    graphql: `mutation {\n  ${camel(name)}(input: { ${input.join(", ")} }) { result { slug } }\n}`,
  };
}

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
