create or replace trigger _900_audit after insert or update or delete on reflux.flow_permits
  for each row execute function reflux_private.tg_audit();
alter table reflux.flow_permits enable always trigger _900_audit;
