create or replace trigger _900_audit after insert on reflux_private.migrations
  for each row execute function reflux_private.tg_audit();
alter table reflux_private.migrations enable always trigger _900_audit;
