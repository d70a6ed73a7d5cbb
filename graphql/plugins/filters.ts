import { type PgCondition, sqlValueWithCodec, TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/@dataplan/pg/pg-sql2";
import { addPgTableCondition } from "postgraphile/utils";

/**
 * What lists are filtered by, beyond equality with an indexed column. Each is answered from an index or from a table
 * that stays small: but for two, no filter makes a page of the list read its history.
 */
export const filters: readonly GraphileConfig.Plugin[] = [
  filter(
    "runs",
    "states",
    "[RunState!]",
    "In one of these states.",
    (run, states) => sql`${run}.state = any (${texts(states)}::reflux.run_state[])`,
  ),
  filter(
    "runs",
    "flow",
    "String",
    "Of the flow with this slug.",
    (run, slug) => sql`${run}.flow_id = (select f.id from reflux.flows f where f.slug = ${text(slug)})`,
  ),
  filter(
    "runs",
    "createdAfter",
    "Datetime",
    "Created at this time or later.",
    (run, at) => sql`${run}.created_at >= ${time(at)}`,
  ),
  filter(
    "runs",
    "createdBefore",
    "Datetime",
    "Created before this time.",
    (run, at) => sql`${run}.created_at < ${time(at)}`,
  ),
  filter(
    "runs",
    "idempotencyKey",
    "String",
    "Started under this idempotency key.",
    (run, key) => sql`${run}.idempotency_key = ${text(key)}`,
  ),
  // By key in the rows of each run of the list, newest first: which steps a run is at is kept nowhere else.
  filter(
    "runs",
    "atStep",
    "String",
    "At the step with this key: it failed there, runs it or sleeps in it.",
    (
      run,
      step,
    ) => sql`exists (select from reflux.graph_steps g join reflux.steps s on s.run_id = ${run}.id and s.idx = g.idx
      where g.graph_id = ${run}.graph_id and g.key = ${text(step)} and s.state in ('failed', 'running', 'sleeping'))`,
  ),
  filter(
    "runs",
    "errorCode",
    "String",
    "With this error in a step that failed or will be tried again.",
    (run, code) => sql`exists (select from reflux.steps s where s.run_id = ${run}.id
      and s.state in ('failed', 'running', 'sleeping') and s.error ->> 'code' = ${text(code)})`,
  ),
  filter(
    "flows",
    "archived",
    "Boolean",
    "Archived, or not.",
    (flow, archived) =>
      sql`(${flow}.archived_at is not null) = ${sqlValueWithCodec(archived, TYPES.boolean)}`,
  ),
  filter(
    "flows",
    "search",
    "String",
    "With this text in the slug or the title.",
    (flow, words) =>
      sql`strpos(lower(${flow}.slug || ' ' || coalesce(${flow}.title, '')), lower(${text(words)})) > 0`,
  ),
  filter("flows", "tag", "String", "With this tag.", (flow, tag) => sql`${text(tag)} = any (${flow}.tags)`),
  filter(
    "run_steps",
    "states",
    "[StepState!]",
    "In one of these states.",
    (step, states) => sql`${step}.state = any (${texts(states)}::reflux.step_state[])`,
  ),
];

type Sql = ReturnType<typeof sql>;

function filter(
  tableName: string,
  field: string,
  type: string,
  description: string,
  where: (row: Sql, value: unknown) => Sql,
): GraphileConfig.Plugin {
  return addPgTableCondition({ schemaName: "reflux", tableName }, field, (build) => ({
    description,
    type: inputType(build, type),
    apply(condition: PgCondition, value: unknown) {
      // An explicit null is no filter, as if the field were left out.
      if (value !== null && value !== undefined) condition.where(where(condition.alias, value));
    },
  }));
}

/** `Name`, or `[Name!]`. */
function inputType({ getInputTypeByName, graphql }: GraphileBuild.Build, type: string) {
  const [, item] = /^\[(\w+)!\]$/.exec(type) ?? [];
  if (item === undefined) return getInputTypeByName(type);
  return new graphql.GraphQLList(new graphql.GraphQLNonNull(getInputTypeByName(item)));
}

const text = (value: unknown) => sqlValueWithCodec(value, TYPES.text);
const time = (value: unknown) => sqlValueWithCodec(value, TYPES.timestamptz);
/** As one parameter, so that the statement is the same for any number of them. */
const texts = (value: unknown) =>
  sql`array(select jsonb_array_elements_text(${sqlValueWithCodec(value, TYPES.jsonb)}))`;
