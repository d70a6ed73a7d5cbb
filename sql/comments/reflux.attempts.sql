comment on table reflux.attempts is '@behavior -insert -update -delete

The tries of steps, one row when a try ends. Append-only, by day; kept for settings.keep_history.';
comment on column reflux.attempts.run_id is 'The run.';
comment on column reflux.attempts.idx is 'The step.';
comment on column reflux.attempts.scope is 'Its scope.';
comment on column reflux.attempts.attempt is 'Which lease of the step; counts from 1.';
comment on column reflux.attempts.outcome is 'See reflux.attempt_outcome.';
comment on column reflux.attempts.worker_id is 'Who ran it.';
comment on column reflux.attempts.ready_at is 'When the step became ready for it.';
comment on column reflux.attempts.started_at is 'When it was leased.';
comment on column reflux.attempts.finished_at is 'When it ended, by the clock of the database.';
comment on column reflux.attempts.error is 'Why it failed or was lost: code, message, detail, hint.';
comment on column reflux.attempts.evidence is
  'What it said to others and was answered, newest last, within settings.keep_evidence: a list of http '
  '(method, url, headers, body, answer), sql (statement, values, rows) and what nodes add. Null: nothing.';
