/** The rows that a run and its steps are made of, ready for psql. */
import { type CopyForms, quote } from "../../data/call-forms.ts";

export interface StepName {
  readonly run: string;
  readonly step: string;
  readonly scope: string;
}

export function stepRowsSql({ run, step, scope }: StepName): string {
  return `select state, attempt, failures, wait, wake_at, started_at, finished_at, error
from reflux.run_steps
where run_id = ${run} and step = ${quote(step)} and scope = ${quote(scope)};`;
}

export function stepAttemptsSql({ run, step, scope }: StepName): string {
  return `select attempt, what, queued_ms, run_ms, detail, evidence
from reflux.run_timeline
where run_id = ${run} and step = ${quote(step)} and scope = ${quote(scope)}
order by at;`;
}

export function stepLogsForms({ run, step, scope }: StepName, idx: number): CopyForms {
  return {
    sql: `select l.at, l.attempt, l.level, l.message, l.fields
from reflux.step_logs l join reflux.run_steps s on (s.run_id, s.idx, s.scope) = (l.run_id, l.idx, l.scope)
where l.run_id = ${run} and s.step = ${quote(step)} and l.scope = ${quote(scope)}
order by l.at;`,
    graphql: `{
  run(id: "${run}") {
    logs(condition: { idx: ${idx}, scope: ${JSON.stringify(scope)} }, first: 200) { nodes { at attempt level message fields } }
  }
}`,
  };
}

export function payloadSql({ run, step, scope }: StepName, which: "input" | "output"): string {
  return `select reflux.step_${which}(${run}, ${quote(step)}, ${quote(scope)});`;
}

export function runSql(run: string): string {
  return `select * from reflux.runs where id = ${run};\nselect step, state, attempt, duration_ms from reflux.run_steps where run_id = ${run} order by idx;`;
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
