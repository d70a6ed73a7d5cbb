create or replace trigger _900_audit after insert or update or delete on reflux.vars
  for each row execute function reflux_private.tg_audit();
alter table reflux.vars enable always trigger _900_audit;
