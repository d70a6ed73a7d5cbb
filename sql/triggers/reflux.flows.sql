create or replace trigger _900_audit after insert or update or delete on reflux.flows
  for each row execute function reflux_private.tg_audit();
alter table reflux.flows enable always trigger _900_audit;
