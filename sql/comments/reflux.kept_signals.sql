comment on table reflux.kept_signals is '@behavior -insert -update -delete

Signals that came before their steps waited. A step takes its own when it begins to wait; what has expired '
  'is dropped.';
comment on column reflux.kept_signals.run_id is 'The run.';
comment on column reflux.kept_signals.idx is 'The step.';
comment on column reflux.kept_signals.scope is 'Its scope.';
comment on column reflux.kept_signals.payload is 'What becomes the output of the step.';
comment on column reflux.kept_signals.actor is 'Who sent it.';
comment on column reflux.kept_signals.sent_at is 'When.';
comment on column reflux.kept_signals.expires_at is 'Until when it is kept; see settings.keep_signals.';
