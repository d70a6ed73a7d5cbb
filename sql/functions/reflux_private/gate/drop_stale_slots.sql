-- Frees the places under a key whose step does not run any more, and leaves the line for those that do not
-- stand in it: whoever ended them could not have the key. The caller holds it.
create or replace function reflux_private.drop_stale_slots(slot_key text)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  delete from reflux_private.slots s where s.key = slot_key and not exists (
    select from reflux.steps t where t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
      and case when s.held then t.state = 'running' and t.attempt = s.attempt
        else t.state in ('ready', 'running', 'sleeping') end)
$$;

comment on function reflux_private.drop_stale_slots is
  'Frees places under a concurrency key whose step does not run any more.';
