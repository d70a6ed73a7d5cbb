-- Rings graphile-worker's doorbell for steps: ids only, many steps to a job, fewer where few are ready, so
-- that other workers get a share. The only function that adds jobs. Quarantined steps have queues of their
-- own, a job each, and a worker answers one of those at a time, so that its death tells which step it was;
-- take_steps gives them to these doorbells only, not to one that rang for them before. A job is a hint: the
-- step row says what is true, and the sweeper rings again for what was lost.
-- Jobs of one priority go by their time. Those of a run that makes few steps ready have ten minutes' start
-- (reflux_private.rung_at takes it off again), so that a run of one step does not wait for the fan of
-- another.
create or replace function reflux_private.enqueue_steps(places reflux_private.place[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_jobs(array_agg(row(
    'reflux:' || n.name || '@' || n.version,
    json_build_object('steps', j.steps),
    case when j.quarantine then 'reflux:quarantine:' || mod(j.place, 8) end,
    case
      when j.wake_at is not null then j.wake_at - (reflux_private.clock() - clock_timestamp())
      when not j.wide then clock_timestamp() - interval '10 minutes'
    end,
    25,
    null,
    j.priority,
    null)::graphile_worker.job_spec order by j.priority, j.bucket))
  from (
    select p.node_id, p.priority, p.wake_at, p.quarantine, p.wide, p.bucket, min(p.run_id + p.idx) as place,
      json_agg(case when p.quarantine then json_build_array(p.run_id, p.idx, p.scope, true)
        else json_build_array(p.run_id, p.idx, p.scope) end) as steps
    from (
      select *,
        (row_number() over (alike order by run_id, idx, scope) - 1)
          / case
              when quarantine or wake_at is not null then 1
              else least(chunk, 1 + count(*) over alike / 16)
            end as bucket
      from (select *, count(*) over (partition by run_id) > 64 as wide from unnest(places)) w
      window alike as (partition by node_id, priority, wake_at, quarantine, wide)) p
    group by p.node_id, p.priority, p.wake_at, p.quarantine, p.wide, p.bucket) j
  join reflux.nodes n on n.id = j.node_id
  having count(*) > 0;
end $$;

comment on function reflux_private.enqueue_steps is
  'Adds graphile-worker jobs for steps, in chunks; the only function that does.';
