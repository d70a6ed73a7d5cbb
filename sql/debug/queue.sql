-- The doorbells: how many ring for each node, how old the oldest is, who could answer. `ready` counts the
-- steps themselves; more steps than places in doorbells means that some were lost (the sweeper rings again).
--   \i sql/debug/queue.sql
with bells as (
  select
    t.identifier,
    j.priority,
    count(*) as jobs,
    sum(json_array_length(j.payload -> 'steps')) as places,
    count(*) filter (where j.locked_at is not null) as taken,
    count(*) filter (where j.run_at > now()) as later,
    count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null) as given_up,
    now() - min(reflux_private.rung_at(j.run_at, j.created_at)) as oldest
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier like 'reflux:%'
  group by 1, 2),
steps as (
  select 'reflux:' || n.name || '@' || n.version as identifier, r.priority, count(*) as ready
  from reflux.runs r
  join reflux.steps s on s.run_id = r.id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
  join reflux.nodes n on n.id = g.node_id
  where r.state in ('queued', 'running') and s.state = 'ready'
  group by 1, 2)
select
  substr(coalesce(b.identifier, s.identifier), 8) as node,
  coalesce(b.priority, s.priority) as priority,
  s.ready,
  b.places,
  b.jobs,
  b.taken,
  b.later,
  b.given_up,
  b.oldest,
  (
    select count(*)
    from reflux.workers w
    join reflux.nodes n on n.id = any (w.nodes)
    where w.stopped_at is null and w.lost_at is null and w.lease_until > clock_timestamp()
      and 'reflux:' || n.name || '@' || n.version = coalesce(b.identifier, s.identifier)) as workers
from bells b
full join steps s using (identifier, priority)
order by 2, oldest desc nulls last;
