-- Every step of a run, those not yet reached too: the graph's places, beside the rows that exist. Actions are
-- looked up for all rows together: asked for row by row, they cost more than all the rest. The rows of steps
-- are looked up by key, one place after the other (`offset 0` keeps the planner from turning that round): it
-- cannot know how many a run has, and took ten thousand for twelve, to compare each with each.
create or replace view reflux.run_steps with (security_invoker) as
select
  r.id as run_id,
  g.idx,
  coalesce(s.scope, '') as scope,
  g.key as step,
  n.name || '@' || n.version as node,
  coalesce(s.state, 'waiting'::reflux.step_state) as state,
  coalesce(s.attempt, 0) as attempt,
  coalesce(s.failures, 0::smallint) as failures,
  s.wait,
  s.wake_at,
  s.worker_id,
  s.progress,
  s.child_run_id,
  s.ready_at,
  s.started_at,
  s.finished_at,
  extract(epoch from
      coalesce(s.finished_at, case when s.state = 'running' then reflux_private.clock() end) - s.started_at)
    * 1000 as duration_ms,
  s.ports,
  s.output,
  s.error,
  s.input as edited_input,
  g.sources,
  g.config,
  s.state is not null as reached,
  array_remove(
    array_remove(
      coalesce(a.actions, '{}'),
      case when s.wait is distinct from 'signal' then 'signal_step' end),
    case when s.wait is distinct from 'retry' then 'retry_now' end) as allowed_actions,
  g.rank
from reflux.runs r
join reflux.graph_steps g on g.graph_id = r.graph_id
join reflux.nodes n on n.id = g.node_id
left join lateral (
  select *
  from reflux.steps o
  where o.run_id = r.id and o.idx = g.idx
  offset 0) s on true
left join (
  select t.from_state, array_agg(distinct t.action order by t.action) as actions
  from reflux.transitions t
  where t.machine = 'step' and t.action is not null
  group by t.from_state) a on a.from_state = coalesce(s.state, 'waiting')::text
where not g.removed or s.run_id is not null;

comment on view reflux.run_steps is
  E'@primaryKey run_id,idx,scope\n@foreignKey (run_id) references reflux.runs (id)\n\nEvery step of a run, '
  'those not yet reached too; `rank` is their order, `idx` their place. Durations in milliseconds.';
