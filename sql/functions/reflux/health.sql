-- The state of the engine in one row, for the health page. Counts what is live, never the history.
-- `deaf_workers` renew their lease but have not heard from the queue for ten seconds: they take nothing.
-- `dead_schedules` have no next time, `dead_on_failure_flows` are set and start nothing; `runs_past_term`
-- counts those among the oldest 1000 runs that retention has yet to delete. `unmet_needs`: of what nodes
-- require, what no live worker has (reflux.needs).
create or replace function reflux.health(
  out workers int,
  out places int,
  out idle int,
  out live_runs int,
  out paused_runs int,
  out waiting_jobs int,
  out oldest_job_at timestamptz,
  out stuck_steps int,
  out deaf_workers int,
  out dead_schedules int,
  out dead_on_failure_flows int,
  out unmet_needs int,
  out keep_runs interval,
  out runs_past_term int,
  out postgres text,
  out checked_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    w.workers,
    w.places,
    w.idle,
    r.live,
    r.paused,
    j.waiting,
    j.oldest,
    (select count(*)::int from (select from reflux.stuck_steps limit 1000) s),
    w.deaf,
    (
      select count(*)::int
      from reflux.schedules s
      join reflux.flows f on f.id = s.flow_id
      where s.problem is not null and f.enabled and f.archived_at is null),
    (select count(*)::int from reflux_private.dead_on_failure_flows d),
    (select count(*)::int from reflux.needs n where not n.is_met),
    e.keep_runs,
    (
      select count(*)::int
      from (select o.flow_id, o.finished_at from reflux.runs o order by o.id limit 1000) o
      join reflux.flows f on f.id = o.flow_id
      where o.finished_at < reflux_private.clock() - nullif(coalesce(f.keep_runs, e.keep_runs), '0')),
    current_setting('server_version'),
    reflux_private.clock()
  from (
      select
        count(*)::int as workers,
        coalesce(sum(concurrency), 0)::int as places,
        coalesce(sum(x.idle), 0)::int as idle,
        count(*) filter (where x.deaf)::int as deaf
      from reflux.workers x
      where x.stopped_at is null and x.lost_at is null and x.lease_until > reflux_private.clock()) w,
    (
      select
        count(*) filter (where state <> 'paused')::int as live,
        count(*) filter (where state = 'paused')::int as paused
      from reflux.runs
      where state in ('queued', 'running', 'paused')) r,
    (
      select count(*)::int as waiting, min(reflux_private.rung_at(q.run_at, q.created_at)) as oldest
      from (
        select run_at, created_at
        from graphile_worker._private_jobs
        where is_available and run_at <= now()
        limit 100000) q) j,
    reflux.settings e
$$;

comment on function reflux.health is 'Workers, live runs, waiting jobs and stuck steps, now.';
