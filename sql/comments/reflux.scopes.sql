comment on table reflux.scopes is '@behavior -insert -update -delete

An instance of a part that a step repeats: what the row of the run is for the top. Goes when the
step that opened it runs anew.';
comment on column reflux.scopes.run_id is 'The run.';
comment on column reflux.scopes.scope is 'Its name: the step that opened it, with a name or index, each[17].';
comment on column reflux.scopes.idx is 'The place in the graph of the step that opened it.';
comment on column reflux.scopes.parent is 'The scope that this step is in; empty at the top.';
comment on column reflux.scopes.index is 'How many the step had opened before.';
comment on column reflux.scopes.open_ends is 'How many ends are not reached yet.';
comment on column reflux.scopes.failed is 'How many of its steps failed for good.';
comment on column reflux.scopes.opened_at is 'When it was opened.';
comment on column reflux.scopes.finished_at is 'When its last end was reached, or it was cut short.';
comment on column reflux.scopes.item is 'What it was opened for.';
