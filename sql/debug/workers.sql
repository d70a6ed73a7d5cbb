-- The workers that live, and those that went in the last hour: what they hold, how long their lease lasts,
-- which renew it and hear nothing of the queue (deaf), and what they may do that others may not.
--   \i sql/debug/workers.sql
select
  w.id,
  w.name,
  case
    when w.lost_at is not null then 'lost'
    when w.stopped_at is not null then 'stopped'
    when w.lease_until < clock_timestamp() then 'silent'
    when w.deaf then 'deaf'
    else 'alive' end as state,
  w.lease_until - clock_timestamp() as lease,
  w.concurrency,
  i.idle,
  cardinality(w.nodes) as nodes,
  h.holds,
  h.longest,
  w.started_at,
  w.secret_keys[1] as secret_key,
  w.allows
from reflux.workers w
left join reflux_private.idle_workers i on i.worker_id = w.id
left join lateral (
  select count(*) as holds, max(clock_timestamp() - s.started_at) as longest
  from reflux.runs r
  join reflux.steps s on s.run_id = r.id
  where r.state in ('queued', 'running', 'paused') and s.state = 'running' and s.worker_id = w.id) h
  on w.stopped_at is null and w.lost_at is null
where greatest(w.lease_until, w.stopped_at, w.lost_at) > now() - interval '1 hour'
order by state, w.id;
