/** What the screen shows, told to psql and to any GraphQL client. */
import { type CopyForms, quote } from "../../data/call-forms.ts";
import type { FlowFilter } from "./flow-list.ts";

/** All that a flow is found by. */
const words = "lower(concat_ws(' ', f.slug, f.title, array_to_string(f.tags, ' ')))";

export function listForms({ q, tag, state }: FlowFilter): CopyForms {
  const tests = [
    state === "archived" ? "f.archived_at is not null" : "f.archived_at is null",
    state === "draft" && "f.current_version_id is null",
    (state === "enabled" || state === "disabled") &&
      `f.current_version_id is not null and f.enabled = ${state === "enabled"}`,
    tag !== undefined && `${quote(tag)} = any (f.tags)`,
    ...(q?.toLowerCase().split(/\s+/) ?? []).map(
      (word) => word !== "" && `position(${quote(word)} in ${words}) > 0`,
    ),
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
