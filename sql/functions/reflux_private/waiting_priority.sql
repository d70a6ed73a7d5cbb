-- The priority of the most urgent job that waits for a worker, or null. One index probe. Reads graphile-worker's
-- private table, because its public view cannot answer this without reading the whole queue.
create or replace function reflux_private.waiting_priority()
returns int language sql volatile as $$
  select priority::int from graphile_worker._private_jobs
  where is_available and run_at <= now() order by priority, run_at limit 1
$$;

comment on function reflux_private.waiting_priority is 'The priority of the most urgent waiting job; null when none waits.';
