-- How each flow did in the last 24 hours.
create or replace view reflux.flow_health with (security_invoker) as
select
  f.id as flow_id,
  f.slug,
  count(r.id) as runs,
  count(r.id) filter (where r.state = 'succeeded') as succeeded,
  count(r.id) filter (where r.state = 'failed') as failed,
  count(r.id) filter (where r.finished_at is null) as live,
  percentile_cont(0.5) within group (
    order by extract(epoch from r.finished_at - r.created_at) * 1000) as p50_ms,
  percentile_cont(0.95) within group (
    order by extract(epoch from r.finished_at - r.created_at) * 1000) as p95_ms,
  max(r.created_at) as last_run_at
from reflux.flows f
left join reflux.runs r
  on r.flow_id = f.id and r.created_at > (select reflux_private.clock()) - interval '24 hours'
where f.archived_at is null
group by f.id;

comment on view reflux.flow_health is
  E'@primaryKey flow_id\n@foreignKey (flow_id) references reflux.flows (id)\n\nRuns of the last 24 hours by '
  'flow; durations in milliseconds.';
