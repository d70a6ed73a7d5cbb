comment on table reflux.settings is '@behavior -insert -update -delete

Settings of the engine; one row. Change them by reflux.change_settings; workers read them when they register '
  'and renew.';
comment on column reflux.settings.only_row is 'Always true: there is one row.';
comment on column reflux.settings.lease is
  'How long a worker may be silent before its steps run elsewhere. Workers renew at a third of it.';
comment on column reflux.settings.losses_before_quarantine is
  'After so many lost workers a step runs alone, in a queue of its own.';
comment on column reflux.settings.losses_before_failure is 'After so many lost workers a step fails (RFL06).';
comment on column reflux.settings.inline_output_bytes is
  'Outputs above this many bytes are kept apart, in reflux.outputs. Workers read it when they start; '
  'change it by SQL.';
comment on column reflux.settings.max_artifact_bytes is
  'The most bytes of an artifact. Change it by SQL.';
comment on column reflux.settings.max_payload_bytes is
  'The largest input, payload, output or flow document, in bytes, as it is stored and as it is written out.';
comment on column reflux.settings.keep_history is
  'How long attempts, events and logs are kept. Whole days are dropped.';
comment on column reflux.settings.keep_runs is
  'How long finished runs are kept, with their steps and artifacts, unless their flow says otherwise; 0: '
  'for ever.';
comment on column reflux.settings.keep_signals is
  'How long a signal is kept that comes before its step waits.';
comment on column reflux.settings.on_failure_flow is
  'The flow that a failed run starts, unless its own flow says otherwise; null for none.';
comment on column reflux.settings.alert_window is
  'How long further failures of one flow, step and code are only counted.';
comment on column reflux.settings.keep_evidence is
  'What an attempt said to others is kept up to so many bytes, and a text of it to a quarter; 0: none, at '
  'once. A new limit is of workers that start after.';
