comment on table reflux.alerts is '@behavior -insert -update -delete

What failed and how often: a row for each pattern (flow, step, code) and window. The first failure of a '
  'window starts a run of the on-failure flow; the others are counted. Rows go with settings.keep_history.';
comment on column reflux.alerts.id is 'Identity.';
comment on column reflux.alerts.flow_id is 'The flow whose runs failed.';
comment on column reflux.alerts.step is 'The step that failed first.';
comment on column reflux.alerts.code is 'The code it failed with.';
comment on column reflux.alerts.message is 'What it said the first time.';
comment on column reflux.alerts.first_at is 'When the window began: its first failure.';
comment on column reflux.alerts.last_at is 'When a run failed so last.';
comment on column reflux.alerts.count is 'How many runs failed so in the window.';
comment on column reflux.alerts.untold is
  'How many failures no on-failure run was told of yet, those of the window before included.';
comment on column reflux.alerts.run_id is 'The first run that failed so.';
comment on column reflux.alerts.alert_run_id is
  'The run of the on-failure flow that was started; null where none was.';
comment on column reflux.alerts.problem is
  'Why the on-failure flow could not be started; null where it was, or where nobody is to be told.';
