/** The rows that a run and its steps are made of, ready for psql. */

import type { StepLogCondition } from "../../../generated/graphql.ts";
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

/** The lines that are shown, from the same end. */
export function logsForms(run: string, condition: StepLogCondition, newest: boolean): CopyForms {
  const { step, scope, attempt, levels, search } = condition;
  const tests = [
    `l.run_id = ${run}`,
    ...(typeof step === "string" ? [`s.step = ${quote(step)}`] : []),
    ...(typeof scope === "string" ? [`l.scope = ${quote(scope)}`] : []),
    ...(typeof attempt === "number" ? [`l.attempt = ${attempt}`] : []),
    ...(levels ? [`l.level in (${levels.map(quote).join(", ")})`] : []),
    ...(search ? [`strpos(lower(concat(l.message, ' ', l.fields)), lower(${quote(search)})) > 0`] : []),
  ];
  const order = newest ? " desc" : "";
  const asked = Object.entries(condition).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return {
    sql: `select l.at, s.step, l.attempt, l.level, l.message, l.fields
from reflux.step_logs l join reflux.run_steps s on (s.run_id, s.idx, s.scope) = (l.run_id, l.idx, l.scope)
where ${tests.join("\n  and ")}
order by l.at${order}, l.id${order}
limit 200;`,
    graphql: `{
  run(id: "${run}") {
    logs(condition: { ${asked.join(", ")} }, orderBy: [${newest ? "AT_DESC" : "AT_ASC"}], first: 200) {
      nodes { at step { step } attempt level message fields }
    }
  }
}`,
  };
}

export function historyForms(run: string): CopyForms {
  return {
    sql: `select at, kind, actor, reason, detail\nfrom reflux.run_events\nwhere run_id = ${run}\norder by at desc;`,
    graphql: `{\n  run(id: "${run}") {\n    events(orderBy: [AT_DESC]) { nodes { at kind actor reason detail } }\n  }\n}`,
  };
}

/** What may be done now, read and not done. */
export function allowedSql({ run, step, scope }: StepName): string {
  return `select allowed_actions\nfrom reflux.run_steps\nwhere run_id = ${run} and step = ${quote(step)} and scope = ${quote(scope)};`;
}

export function whySql({ run, step, scope }: StepName): string {
  return `select reason, since, until, hint\nfrom reflux.why(${run}, ${quote(step)}${scope === "" ? "" : `, ${quote(scope)}`});`;
}

export function payloadSql({ run, step, scope }: StepName, which: "input" | "output"): string {
  return `select reflux.step_${which}(${run}, ${quote(step)}, ${quote(scope)});`;
}
