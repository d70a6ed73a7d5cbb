-- Always, so that a session that calls itself a replica cannot pass by.
create or replace trigger _100_never_changed before update or delete on reflux.audit
  for each row execute function reflux_private.tg_never_changed();
create or replace trigger _100_never_emptied before truncate on reflux.audit
  for each statement execute function reflux_private.tg_never_changed();
alter table reflux.audit enable always trigger _100_never_changed;
alter table reflux.audit enable always trigger _100_never_emptied;
