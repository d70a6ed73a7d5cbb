-- Places under concurrency keys: how many there are, who holds them, who stands in line and since when.
--   \i sql/debug/slots.sql
select
  s.slot_key as key,
  max(s.slot_limit) as places,
  count(*) filter (where s.slot_since is null) as held,
  count(*) filter (where s.slot_since is not null) as in_line,
  reflux_private.clock() - min(s.slot_since) as longest_wait
from reflux.steps s
where s.slot_key is not null
group by s.slot_key
order by in_line desc;

select
  s.slot_key as key,
  case when s.slot_since is null then 'holds' else 'in line' end as how,
  s.run_id as run,
  g.key as step,
  s.scope,
  s.state,
  reflux_private.clock() - coalesce(s.slot_since, s.started_at) as for_,
  r.state as run_is
from reflux.steps s
join reflux.runs r on r.id = s.run_id
join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
where s.slot_key is not null
order by s.slot_key, s.slot_since nulls first, s.run_id, s.idx, s.scope
limit 100;
