comment on table reflux.transitions is '@behavior -insert -update -delete

The legal moves of runs and steps. The guards, allowed_actions and the diagram in sql/README.md read these '
  'rows.';
comment on column reflux.transitions.machine is 'run or step.';
comment on column reflux.transitions.from_state is 'The state before.';
comment on column reflux.transitions.to_state is 'The state after.';
comment on column reflux.transitions.cause is 'What makes it happen.';
comment on column reflux.transitions.action is
  'The function by which a person makes it happen; null where only the engine does.';
