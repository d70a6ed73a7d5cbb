-- A use is no act: only where something else than its time changes is the function called.
create or replace trigger _900_audit after insert or delete on reflux.secrets
  for each row execute function reflux_private.tg_audit();
create or replace trigger _901_audit_change after update on reflux.secrets for each row
  when (
    old.last_used_at is not distinct from new.last_used_at
    or (old.name, old.ciphertext) is distinct from (new.name, new.ciphertext))
  execute function reflux_private.tg_audit();
alter table reflux.secrets enable always trigger _900_audit;
alter table reflux.secrets enable always trigger _901_audit_change;
