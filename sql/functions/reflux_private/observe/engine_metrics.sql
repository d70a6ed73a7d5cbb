-- Counters and gauges for /metrics, cheap at any size: live rows are counted,
-- history is read from the statistics of its tables (they rise with each insert,
-- and restart when a partition is dropped, which a rate takes for a restart).
create or replace function reflux_private.engine_metrics()
returns table (name text, label text, value double precision) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select 'runs', s.state::text, (
    select count(*)
    from reflux.runs r
    where r.state = s.state and r.state in ('queued', 'running', 'paused'))
  from (values ('queued'::reflux.run_state), ('running'), ('paused')) s(state)
  union all
  select 'inserted', t.name, coalesce(sum(pg_stat_get_tuples_inserted(c.oid)), 0)
  from (values ('runs'), ('attempts')) t(name)
  left join pg_catalog.pg_class c
    on c.oid = ('reflux.' || t.name)::regclass
    or c.oid in (
      select i.inhrelid
      from pg_catalog.pg_inherits i
      where i.inhparent = ('reflux.' || t.name)::regclass)
  group by t.name
  union all
  select m.name, null, m.value
  from reflux.health() h, lateral (values
    ('workers', h.workers),
    ('places', h.places),
    ('idle', h.idle),
    ('deaf_workers', h.deaf_workers),
    ('dead_schedules', h.dead_schedules),
    ('dead_on_failure_flows', h.dead_on_failure_flows),
    ('waiting_jobs', h.waiting_jobs),
    ('stuck_steps', h.stuck_steps)) m(name, value)
  union all
  select 'oldest_job_seconds', null, coalesce(extract(epoch from clock_timestamp() - h.oldest_job_at), 0)
  from reflux.health() h
$$;

comment on function reflux_private.engine_metrics is
  'Counters and gauges for /metrics. For the API''s login only.';
