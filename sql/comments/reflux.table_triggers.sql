comment on table reflux.table_triggers is '@behavior -insert -update -delete

The tables whose changes start flows. Each row has a database trigger per operation, '
  'reflux_<id>_<operation>.';
comment on column reflux.table_triggers.id is 'Identity; part of the names of its triggers.';
comment on column reflux.table_triggers.flow_id is 'The flow.';
comment on column reflux.table_triggers.step is 'The key of its table.change step.';
comment on column reflux.table_triggers.table_name is 'The table, with its schema.';
comment on column reflux.table_triggers.config is 'The config of the step: operations, columns, when.';
