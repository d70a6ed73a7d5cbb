-- The priority of the most urgent job that waits for a worker, or null. One
-- index probe, its plan kept. Reads graphile-worker's private table, because
-- its public view cannot answer this without reading the whole queue.
create or replace function reflux_private.waiting_priority()
returns int language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select j.priority
    from graphile_worker._private_jobs j
    where j.is_available and j.run_at <= now()
    order by j.priority, j.run_at
    limit 1);
end $$;

comment on function reflux_private.waiting_priority is
  'The priority of the most urgent waiting job; null when none waits.';
