create or replace trigger _900_audit after insert or update or delete on reflux.webhooks
  for each row execute function reflux_private.tg_audit();
alter table reflux.webhooks enable always trigger _900_audit;
