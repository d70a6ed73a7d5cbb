import { type PgCondition, sqlValueWithCodec, TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/@dataplan/pg/pg-sql2";
import { addPgTableCondition, extendSchema, gql } from "postgraphile/utils";
import { type Wait, waits } from "#language/waits.ts";

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
  extendSchema({
    typeDefs: gql`
      """
      What a step that stands waits for.
      """
      enum RunWait {
        person
        retry
        time
        child
        parts
        place
        worker
      }
    `,
  }),
  filter(
    "runs",
    "waits",
    "[RunWait!]",
    "Not over, and with a step that waits for one of these.",
    (run, asked) => {
      const kinds = asked as readonly Wait[];
      const asleep = kinds.flatMap((kind) => waits[kind].kind ?? []);
      const of = (test: Sql) =>
        sql`exists (select from reflux.steps s where s.run_id = ${run}.id and ${test})`;
      const any = [
        // Told apart so that what sleeps is found by its own small index.
        of(sql`s.wait is not null and s.wait = any (${texts(asleep)}::reflux.wait_kind[])`),
        ...(kinds.includes("worker") ? [of(sql`s.state = 'ready'`)] : []),
      ];
      return sql`${run}.state in ('queued', 'running', 'paused') and (${sql.join(any, " or ")})`;
    },
  ),
  filter(
    "run_timeline",
    "earlier",
    "Boolean",
    "Tries that the rows of steps do not tell: all but the last one, and the last one of a step that sleeps or slept.",
    (entry, earlier) => sql`(${entry}.kind = 'attempt' and not exists (
      select from reflux.run_steps s
      where s.run_id = ${entry}.run_id and s.step = ${entry}.step and s.scope = ${entry}.scope
        and s.attempt = ${entry}.attempt and s.finished_at is not null and ${entry}.what <> 'suspended')) = ${sqlValueWithCodec(earlier, TYPES.boolean)}`,
  ),
  filter(
    "step_logs",
    "step",
    "String",
    "Of the step with this key.",
    (line, key) => sql`${line}.idx = any (array(
      select g.idx from reflux.graph_steps g join reflux.runs r on r.graph_id = g.graph_id
      where r.id = ${line}.run_id and g.key = ${text(key)}))`,
  ),
  filter(
    "step_logs",
    "levels",
    "[String!]",
    "Of one of these levels.",
    (line, levels) => sql`${line}.level = any (${texts(levels)})`,
  ),
  filter(
    "step_logs",
    "search",
    "String",
    "With this text in the message or in the fields, whatever its case.",
    (line, words) =>
      sql`strpos(lower(concat(${line}.message, ' ', ${line}.fields)), lower(${text(words)})) > 0`,
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
      where g.graph_id = ${run}.graph_id and g.key = ${text(step)} and not g.removed and s.state in ('failed', 'running', 'sleeping'))`,
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
    "nodes",
    "types",
    "[String!]",
    "Those that these name, as `http.request` or `http.request@1`, and the newest of each.",
    (node, names) => sql`exists (select from unnest(${texts(names)}) asked
      where split_part(asked, '@', 1) = ${node}.name
        and (split_part(asked, '@', 2) = ${node}.version::text or ${isNewest(node)}))`,
  ),
  filter(
    "nodes",
    "newest",
    "Boolean",
    "The newest version of a node, or not.",
    (node, newest) => sql`${isNewest(node)} = ${sqlValueWithCodec(newest, TYPES.boolean)}`,
  ),
  filter(
    "nodes",
    "effects",
    "String",
    "What it does to the world outside: pure, idempotent or external.",
    (node, effects) => sql`${node}.effects = ${text(effects)}`,
  ),
  filter(
    "nodes",
    "search",
    "String",
    "With each of these words in its name, title, summary or category.",
    (node, words) => sql`not exists (
      select from regexp_split_to_table(lower(${text(words)}), '\\s+') word
      where strpos(lower(concat_ws(' ', ${node}.name, ${node}.manifest ->> 'title', ${node}.manifest ->> 'summary',
        ${node}.manifest ->> 'category')), word) = 0)`,
  ),
  filter(
    "run_steps",
    "states",
    "[StepState!]",
    "In one of these states.",
    (step, states) => sql`${step}.state = any (${texts(states)}::reflux.step_state[])`,
  ),
];

type Sql = ReturnType<typeof sql>;

const isNewest = (node: Sql) => sql`not exists (select from reflux.nodes newer
  where newer.name = ${node}.name and newer.version > ${node}.version)`;

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
