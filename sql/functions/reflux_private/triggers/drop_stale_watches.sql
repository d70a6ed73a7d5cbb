-- Drops database triggers that no flow wants any more. They start nothing (tg_table_change asks first), so
-- one whose table is in use, or somebody else's, stays until the next time: whoever waits for a table holds
-- up all behind it.
create or replace function reflux_private.drop_stale_watches()
returns int language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '50ms' as $$
declare
  v_row record;
  v_dropped int := 0;
begin
  for v_row in
    select g.tgname, n.nspname, c.relname
    from pg_catalog.pg_trigger g
    join pg_catalog.pg_class c on c.oid = g.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where g.tgfoid = 'reflux_private.tg_table_change'::regproc
      and not exists (
        select from reflux_private.watches w where w.trigger_name = g.tgname and w.watched = g.tgrelid)
  loop
    begin
      execute format('drop trigger %I on %I.%I', v_row.tgname, v_row.nspname, v_row.relname);
      v_dropped := v_dropped + 1;
    exception when lock_not_available or insufficient_privilege then
      null;
    end;
  end loop;
  return v_dropped;
end $$;

comment on function reflux_private.drop_stale_watches is
  'Drops database triggers that no flow wants any more; returns how many.';
