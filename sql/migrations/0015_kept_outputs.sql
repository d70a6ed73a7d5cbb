-- A step that is run again quietly keeps its output until the new one is there: what is below it may be leased meanwhile.
alter table reflux.steps drop constraint output_only_when_succeeded;
alter table reflux.steps add constraint output_only_when_succeeded_or_being_replaced
  check (output is null and artifact is null or state in ('succeeded', 'ready', 'running', 'sleeping', 'cancelled'));
