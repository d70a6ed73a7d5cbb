comment on table reflux.schedules is '@behavior -insert -update -delete

The schedules that start flows: rewritten when a version becomes current.';
comment on column reflux.schedules.id is 'Identity.';
comment on column reflux.schedules.flow_id is 'The flow.';
comment on column reflux.schedules.step is 'The key of its schedule step.';
comment on column reflux.schedules.config is 'The config of the step: the cron expression and its time zone.';
comment on column reflux.schedules.next_at is
  'When it starts a run next; null until a worker has worked it out, or where there is none.';
comment on column reflux.schedules.last_at is 'The time for which it last started a run.';
comment on column reflux.schedules.last_run_id is 'That run.';
comment on column reflux.schedules.problem is
  'Why it has no next time; null where it has, or where nobody has looked yet.';
