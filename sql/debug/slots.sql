-- Places under concurrency keys: how many there are, who holds them, who stands in line and since when.
--   \i sql/debug/slots.sql
select
  s.key,
  max(s.places) as places,
  count(*) filter (where s.held) as held,
  count(*) filter (where not s.held) as in_line,
  now() - min(s.since) filter (where not s.held) as longest_wait
from reflux_private.slots s
group by s.key
order by in_line desc;

select
  s.key,
  case when s.held then 'holds' else 'in line' end as how,
  s.run_id as run,
  g.key as step,
  t.state,
  now() - s.since as for_,
  r.state as run_is
from reflux_private.slots s
join reflux.runs r on r.id = s.run_id
join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
left join reflux.steps t on t.run_id = s.run_id and t.idx = s.idx and t.scope = s.scope
order by s.key, s.held desc, s.since
limit 100;
