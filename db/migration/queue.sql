-- What graphile-worker's own statements need when a worker runs them: it takes jobs, ends and returns them,
-- and knows its tasks. It adds no job: reflux_private.enqueue_steps does. Said again at each migration of
-- that schema, whose tables have row-level security and no policy.
revoke execute on all functions in schema graphile_worker from public;
grant usage on schema graphile_worker to reflux_worker;
grant select on graphile_worker.migrations to reflux_worker;
grant select, update, delete
on graphile_worker._private_jobs, graphile_worker._private_job_queues
to reflux_worker;
grant select, insert on graphile_worker._private_tasks to reflux_worker;
-- Its cron looks whether it has anything to do, and has nothing: schedules are ours.
grant select on graphile_worker._private_known_crontabs to reflux_worker;
grant execute on function graphile_worker.force_unlock_workers to reflux_worker;
do $$
declare
  v_table text;
begin
  foreach v_table in array array['_private_jobs', '_private_job_queues', '_private_tasks'] loop
    -- Asked first: to create one locks the table of a queue that is in use.
    continue when exists (select from pg_catalog.pg_policy
      where polrelid = format('graphile_worker.%I', v_table)::regclass and polname = 'workers');
    execute format(
      'create policy workers on graphile_worker.%I to reflux_worker using (true) with check (true)', v_table);
  end loop;
end $$;
