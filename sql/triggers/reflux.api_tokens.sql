-- A use is no act: only where something else than its time changes is the function called.
create or replace trigger _900_audit after insert or delete on reflux.api_tokens
  for each row execute function reflux_private.tg_audit();
create or replace trigger _901_audit_change after update on reflux.api_tokens for each row
  when (old.last_used_at is not distinct from new.last_used_at
    or (old.name, old.role, old.flows, old.hash, old.expires_at, old.revoked_at)
      is distinct from (new.name, new.role, new.flows, new.hash, new.expires_at, new.revoked_at))
  execute function reflux_private.tg_audit();
alter table reflux.api_tokens enable always trigger _900_audit;
alter table reflux.api_tokens enable always trigger _901_audit_change;
