-- What failed lately, grouped: which node, which code, how often, when last, and a run to look at.
--   \set minutes 60
--   \i sql/debug/last_errors.sql
\if :{?minutes}
\else
  \set minutes 60
\endif
select
  n.name || '@' || n.version as node,
  a.outcome,
  a.error ->> 'code' as code,
  count(*) as times,
  max(a.finished_at) as last,
  max(a.run_id) as run,
  left((array_agg(a.error ->> 'message' order by a.finished_at desc))[1], 80) as message
from reflux.attempts a
join reflux.runs r on r.id = a.run_id
join reflux.graph_steps g on g.graph_id = coalesce(a.graph_id, r.graph_id) and g.idx = a.idx
join reflux.nodes n on n.id = g.node_id
where a.outcome in ('failed', 'lost') and a.finished_at > now() - make_interval(mins => :minutes)
group by 1, 2, 3
order by times desc, last desc
limit 50;
