-- How each node did in the last 24 hours, by its tries.
create or replace view reflux.node_health with (security_invoker) as
select
  n.id as node_id,
  n.name || '@' || n.version as node,
  coalesce(h.attempts, 0) as attempts,
  coalesce(h.failed, 0) as failed,
  coalesce(h.lost, 0) as lost,
  h.p50_ms,
  h.p95_ms,
  (
    select count(*)
    from reflux.workers w
    where w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock()
      and n.id = any (w.nodes)) as workers
from reflux.nodes n
left join (
  select
    g.node_id,
    count(*) as attempts,
    count(*) filter (where a.outcome = 'failed') as failed,
    count(*) filter (where a.outcome = 'lost') as lost,
    percentile_cont(0.5) within group (
      order by extract(epoch from a.finished_at - a.started_at) * 1000) as p50_ms,
    percentile_cont(0.95) within group (
      order by extract(epoch from a.finished_at - a.started_at) * 1000) as p95_ms
  from reflux.attempts a
  join reflux.runs r on r.id = a.run_id
  join reflux.graph_steps g on g.graph_id = coalesce(a.graph_id, r.graph_id) and g.idx = a.idx
  where a.wait is null and a.finished_at > (select reflux_private.clock()) - interval '24 hours'
  group by g.node_id) h on h.node_id = n.id;

comment on view reflux.node_health is
  E'@primaryKey node_id\n@foreignKey (node_id) references reflux.nodes (id)\n\nTries of the last 24 hours by '
  'node, and how many live workers can run it; durations in milliseconds.';
