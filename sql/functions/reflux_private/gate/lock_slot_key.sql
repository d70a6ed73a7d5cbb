-- Locks a concurrency key until the transaction ends, making its row where there is none. The sweeper removes
-- rows of keys that nobody uses, so a row may vanish while we wait for it: then it is made anew.
create or replace function reflux_private.lock_slot_key(slot_key text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  loop
    perform from reflux_private.slot_keys k where k.key = slot_key for update;
    exit when found;
    insert into reflux_private.slot_keys (key) values (slot_key) on conflict do nothing;
  end loop;
end $$;

comment on function reflux_private.lock_slot_key is 'Locks a concurrency key until the transaction ends.';
