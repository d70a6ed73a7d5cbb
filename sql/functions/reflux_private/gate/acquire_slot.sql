-- Takes a place under a concurrency key for a step its worker holds, or puts the step in line. Answers
-- whether the place was had; if not, the worker reports the outcome `slot`, and the step sleeps until a place
-- is free. First come, first served: those in line before it count as if they had their place, unless nothing
-- would let them take it.
-- A key is one for all flows that were deployed by who reaches all of them; a flow of a limited token has its
-- keys to itself, so that nobody can stand in a line that he does not reach.
-- Serialised per key by its row in reflux_private.slot_keys; who cannot have that for long is told so
-- (55P03), and asks again.
create or replace function reflux_private.acquire_slot(
  slot_key text,
  slot_limit int,
  run_id bigint,
  idx int,
  scope text,
  attempt int)
returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_key text := slot_key;
  v_since timestamptz;
  v_free boolean;
  v_scope record;
begin
  select * into v_scope from reflux_private.scope_of_run(acquire_slot.run_id);
  if v_scope.reach is not null then
    v_key := format('flow %s: %s', (v_scope.flow).id, slot_key);
  end if;
  perform reflux_private.lock_slot_key(v_key);
  if not exists (
      select from reflux.steps s
      where s.run_id = acquire_slot.run_id and s.idx = acquire_slot.idx and s.scope = acquire_slot.scope
        and s.state = 'running' and s.attempt = acquire_slot.attempt) then
    return false;
  end if;

  -- Stand in line, where those stand no more who ended without a word.
  insert into reflux_private.slots as s (key, places, run_id, idx, scope, attempt, held)
  values (
    v_key,
    slot_limit,
    acquire_slot.run_id,
    acquire_slot.idx,
    acquire_slot.scope,
    acquire_slot.attempt,
    false)
  on conflict on constraint slots_pkey do update set places = excluded.places, attempt = excluded.attempt
  returning s.since into v_since;
  perform reflux_private.drop_stale_slots(v_key);

  -- Free is what those who hold a place, and those in line before, leave over.
  select count(*) < slot_limit into v_free
  from reflux_private.slots s
  left join reflux_private.slots_in_line l
    on not s.held and l.key = s.key and l.run_id = s.run_id and l.idx = s.idx and l.scope = s.scope
  where s.key = v_key
    and (s.run_id, s.idx, s.scope) <> (acquire_slot.run_id, acquire_slot.idx, acquire_slot.scope)
    and (s.held or l.key is not null and s.since < v_since);
  update reflux_private.slots s
  set held = v_free
  where s.key = v_key
    and s.run_id = acquire_slot.run_id and s.idx = acquire_slot.idx and s.scope = acquire_slot.scope;
  return v_free;
end $$;

comment on function reflux_private.acquire_slot is
  'Takes a place under a concurrency key, or stands in line; answers which.';
