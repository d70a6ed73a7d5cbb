-- Takes a place under a concurrency key for a step its worker holds, or puts the step in line. Answers whether the
-- place was had; if not, the worker reports the outcome `slot`, and the step sleeps until a place is free.
-- Serialised per key by an advisory lock.
create or replace function reflux_private.acquire_slot(slot_key text, slot_limit int, run_id bigint, idx int, scope text, attempt int)
returns boolean language plpgsql volatile set search_path = '' as $$
declare v_free boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('reflux:slot:' || slot_key, 0));
  select count(*) < slot_limit into v_free from reflux_private.slots s where s.key = slot_key and s.held
    and (s.run_id, s.idx, s.scope) <> (acquire_slot.run_id, acquire_slot.idx, acquire_slot.scope);
  insert into reflux_private.slots as s (key, run_id, idx, scope, attempt, held)
  values (slot_key, acquire_slot.run_id, acquire_slot.idx, acquire_slot.scope, acquire_slot.attempt, v_free)
  on conflict (key, run_id, idx, scope) do update set held = excluded.held, attempt = excluded.attempt;
  return v_free;
end $$;

comment on function reflux_private.acquire_slot is 'Takes a place under a concurrency key, or stands in line; answers which.';
