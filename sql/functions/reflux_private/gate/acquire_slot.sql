-- What workers of the release before this one ask when they run a step with a concurrency key. The gate has
-- given it its place; one that was leased before the gate stood there is to be asked for again (55P03), until
-- its worker is stopped, and another one has the step.
create or replace function reflux_private.acquire_slot(
  slot_key text,
  slot_limit int,
  run_id bigint,
  idx int,
  scope text,
  attempt int)
returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
      select from reflux.steps s
      where s.run_id = acquire_slot.run_id and s.idx = acquire_slot.idx and s.scope = acquire_slot.scope
        and s.attempt = acquire_slot.attempt and s.slot_key is not null
        and s.slot_limit = acquire_slot.slot_limit) then
    raise lock_not_available using
      message = 'this worker is of an earlier release than its database',
      hint = 'Stop it, and start one of this release.';
  end if;
  return true;
end $$;

comment on function reflux_private.acquire_slot is
  'For workers of the release before: whether a step has its place under a concurrency key.';
