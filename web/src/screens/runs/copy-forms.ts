/** Runs, told to psql and to any GraphQL client: what they give is what is on the screen. */
import { type Wait, waits } from "#language/waits.ts";
import type { RunCondition } from "../../../generated/graphql.ts";
import { quote } from "../../data/call-forms.ts";

export function runsSql(condition: RunCondition): string {
  const { flow, states, waits: waiting, id, idempotencyKey, createdAfter, createdBefore } = condition;
  const { atStep, errorCode } = condition;
  const at = (test: string) =>
    `exists (select from reflux.run_steps s where s.run_id = r.id and s.state in ('failed', 'running', 'sleeping')\n    and ${test})`;
  const tests = [
    id !== undefined && id !== null && `r.id = ${id}`,
    flow !== undefined && flow !== null && `f.slug = ${quote(flow)}`,
    states !== undefined && states !== null && `r.state in (${states.map(quote).join(", ")})`,
    waiting !== undefined && waiting !== null && waitsSql(waiting),
    idempotencyKey !== undefined && idempotencyKey !== null && `r.idempotency_key = ${quote(idempotencyKey)}`,
    createdAfter !== undefined && createdAfter !== null && `r.created_at >= ${quote(createdAfter)}`,
    createdBefore !== undefined && createdBefore !== null && `r.created_at < ${quote(createdBefore)}`,
    atStep !== undefined && atStep !== null && at(`s.step = ${quote(atStep)}`),
    errorCode !== undefined && errorCode !== null && at(`s.error ->> 'code' = ${quote(errorCode)}`),
  ].filter((one) => one !== false);
  return [
    "select r.id, f.slug, r.state, r.started_at, r.finished_at - r.started_at as took",
    "from reflux.runs r join reflux.flows f on f.id = r.flow_id",
    ...(tests.length > 0 ? [`where ${tests.join("\n  and ")}`] : []),
    "order by r.id desc",
    "limit 100;",
  ].join("\n");
}

/** Of a run that is not over: a step sleeps for one of them, or is ready and no worker has taken it. */
function waitsSql(waiting: readonly Wait[]): string {
  const kinds = waiting.flatMap((wait) => waits[wait].kind ?? []);
  const tests = [
    ...(kinds.length > 0 ? [`s.wait is not null and s.wait in (${kinds.map(quote).join(", ")})`] : []),
    ...(waiting.includes("worker") ? ["s.state = 'ready'"] : []),
  ].map((test) => `exists (select from reflux.steps s where s.run_id = r.id and ${test})`);
  return `r.state in ('queued', 'running', 'paused') and (${tests.join("\n    or ")})`;
}

export function runsGraphql(condition: RunCondition): string {
  const { states, waits: waiting, ...rest } = condition;
  const fields = Object.entries(rest)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (states) fields.push(`states: [${states.join(", ")}]`);
  if (waiting) fields.push(`waits: [${waiting.join(", ")}]`);
  const argument = fields.length > 0 ? `condition: { ${fields.join(", ")} }, ` : "";
  return `{
  runs(${argument}first: 100, orderBy: [ID_DESC]) {
    nodes { id state startedAt finishedAt flow { slug } }
  }
}`;
}

export function runSql(run: string): string {
  return `select * from reflux.runs where id = ${run};\nselect step, state, attempt, duration_ms from reflux.run_steps where run_id = ${run} order by rank;`;
}

export function runGraphql(run: string): string {
  return `{
  run(id: "${run}") {
    state
    startedAt
    finishedAt
    allowedActions
    steps(first: 500) { nodes { step state attempt durationMs error } }
  }
}`;
}
