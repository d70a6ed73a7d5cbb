-- Puts concurrency keys right where somebody was not there to do it: a place whose step does not run is free,
-- and whoever is first in line while places are free is called. Keys that are in use this moment are left to
-- the next sweep, and the rows of keys that nobody uses any more are removed, some at a time.
create or replace function reflux_private.sweep_slots()
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_key text;
  v_called int := 0;
begin
  for v_key in select distinct s.key from reflux_private.slots s order by 1 loop
    perform from reflux_private.slot_keys k where k.key = v_key for update skip locked;
    continue when not found;
    perform reflux_private.drop_stale_slots(v_key);
    v_called := v_called + reflux_private.call_line(v_key);
  end loop;
  for v_key in
    select k.key
    from reflux_private.slot_keys k
    where not exists (select from reflux_private.slots s where s.key = k.key)
    limit 1000
    for update skip locked
  loop
    -- Asked again, with the lock in hand: somebody may have come and gone since this was read.
    delete from reflux_private.slot_keys k
    where k.key = v_key and not exists (select from reflux_private.slots s where s.key = v_key);
  end loop;
  return v_called;
end $$;

comment on function reflux_private.sweep_slots is
  'Frees places under concurrency keys that nobody holds and calls those in line; answers how many.';
