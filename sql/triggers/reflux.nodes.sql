create or replace trigger _900_audit after insert or update or delete on reflux.nodes
  for each row execute function reflux_private.tg_audit();
alter table reflux.nodes enable always trigger _900_audit;
