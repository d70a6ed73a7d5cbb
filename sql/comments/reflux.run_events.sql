comment on table reflux.run_events is '@behavior -insert -update -delete

What people and services did to runs: who, when, why. Append-only, by day.';
comment on column reflux.run_events.id is 'Rises with time.';
comment on column reflux.run_events.run_id is 'The run.';
comment on column reflux.run_events.at is 'When.';
comment on column reflux.run_events.kind is
  'paused, resumed, cancelled, redriven, forked, retried, signalled, linked.';
comment on column reflux.run_events.actor is 'Who: the name of the token, or the database user.';
comment on column reflux.run_events.reason is 'Why, in their words.';
comment on column reflux.run_events.detail is
  'What exactly: the step or steps, the edited input, the payload.';
