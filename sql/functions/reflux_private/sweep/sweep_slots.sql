-- Calls those in line under concurrency keys whose call was lost, and removes the rows of keys that nobody
-- uses any more, some at a time.
create or replace function reflux_private.sweep_slots()
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_called int := reflux_private.call_lines();
  v_key text;
begin
  for v_key in
    select k.key
    from reflux_private.slot_keys k
    where not exists (select from reflux.steps s where s.slot_key = k.key)
    limit 1000
    for update skip locked
  loop
    -- Asked again, with the lock in hand: somebody may have come and gone since this was read.
    delete from reflux_private.slot_keys k
    where k.key = v_key and not exists (select from reflux.steps s where s.slot_key = v_key);
  end loop;
  return v_called;
end $$;

comment on function reflux_private.sweep_slots is
  'Calls those in line under concurrency keys whose call was lost; answers how many.';
