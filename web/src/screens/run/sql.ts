/** The rows that a step is made of, and the functions that act on it, ready for psql. */
const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

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
  return `select attempt, what, queued_ms, run_ms, detail
from reflux.run_timeline
where run_id = ${run} and step = ${quote(step)} and scope = ${quote(scope)}
order by at;`;
}

export function payloadSql({ run, step, scope }: StepName, which: "input" | "output"): string {
  return `select reflux.step_${which}(${run}, ${quote(step)}, ${quote(scope)});`;
}

const acts: Readonly<Record<string, (args: string, run: string) => string>> = {
  redrive_step: (args) => `select * from reflux.redrive_step(${args}, reason => 'why');`,
  retry_now: (args) => `select * from reflux.retry_now(${args});`,
  signal_step: (args) => `select * from reflux.signal_step(${args}, payload => '{}');`,
  pause_run: (_, run) => `select * from reflux.pause_run(${run}, 'why');`,
  resume_run: (_, run) => `select * from reflux.resume_run(${run});`,
  cancel_run: (_, run) => `select * from reflux.cancel_run(${run}, 'why');`,
  redrive_run: (_, run) => `select * from reflux.redrive_run(${run}, 'why');`,
};

export function actionsSql({ run, step, scope }: StepName, actions: readonly string[]): string {
  const args = `${run}, ${quote(step)}${scope === "" ? "" : `, ${quote(scope)}`}`;
  return actions.flatMap((action) => acts[action]?.(args, run) ?? []).join("\n");
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
