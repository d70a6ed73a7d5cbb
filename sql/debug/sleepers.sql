-- What sleeps, and what will wake it, soonest first.
--   \i sql/debug/sleepers.sql
select
  s.run_id as run,
  g.key as step,
  s.scope,
  s.wait,
  s.wake_at - clock_timestamp() as wakes_in,
  s.failures,
  case s.wait
    when 'child' then format('run %s is %s', c.id, c.state)
    when 'scopes' then format('%s of %s ended', s.scopes_ended, s.scopes_opened)
    when 'slot' then s.slot_key
    else s.error ->> 'message' end as detail
from reflux.runs r
join reflux.steps s on s.run_id = r.id
join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
left join reflux.runs c on c.id = s.child_run_id
where r.state in ('queued', 'running', 'paused') and s.state = 'sleeping'
order by s.wake_at nulls last
limit 100;
