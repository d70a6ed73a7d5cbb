comment on table reflux.step_logs is '@behavior -insert -update -delete

What nodes logged. Append-only, by day.';
comment on column reflux.step_logs.run_id is 'The run.';
comment on column reflux.step_logs.idx is 'The step.';
comment on column reflux.step_logs.scope is 'Its scope.';
comment on column reflux.step_logs.attempt is 'The try.';
comment on column reflux.step_logs.at is 'When, by the clock of the worker.';
comment on column reflux.step_logs.level is 'debug, info, warn or error.';
comment on column reflux.step_logs.message is 'The line.';
comment on column reflux.step_logs.fields is 'What else was logged with it.';
comment on column reflux.step_logs.id is 'In the order of writing.';
