create or replace trigger _100_immutable before update or delete on reflux.flow_versions
  for each row execute function reflux_private.tg_immutable();
create or replace trigger _900_audit after insert on reflux.flow_versions
  for each row execute function reflux_private.tg_audit();
alter table reflux.flow_versions enable always trigger _900_audit;
