comment on table reflux.vars is '@behavior -insert -update -delete

Variables of this installation, which expressions read as vars.name. They are no secrets: who may look, sees '
  'them.';
comment on column reflux.vars.name is 'What {{ vars.name }} calls it.';
comment on column reflux.vars.value is 'Its value: any JSON.';
comment on column reflux.vars.created_at is 'When it was first set.';
comment on column reflux.vars.updated_at is 'When it was set last.';
