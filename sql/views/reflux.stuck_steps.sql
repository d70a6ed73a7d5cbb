-- Steps that should move and do not: no worker for their node, none that hears the queue, a doorbell long
-- overdue, a lease that ended. A worker lives by its lease: one that died has nobody to say that it is lost.
create or replace view reflux.stuck_steps with (security_invoker) as
select
  s.run_id,
  g.key as step,
  s.scope,
  s.state,
  s.attempt,
  case
    when s.state = 'running' then 'its worker lost its lease'
    when not exists (
        select from reflux.workers w
        where w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock()
          and g.node_id = any (w.nodes))
      then 'no live worker can run its node'
    when not exists (
        select from reflux.workers w
        where w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock()
          and not w.deaf and g.node_id = any (w.nodes))
      then 'no worker that can run its node hears the queue'
    when s.state = 'sleeping' then 'its time has come and it was not woken'
    else 'ready for more than a minute' end as problem,
  coalesce(s.wake_at, s.started_at, s.ready_at) as since
from reflux.runs r
join reflux.steps s on s.run_id = r.id
join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
left join reflux.workers h on h.id = s.worker_id
where r.state in ('queued', 'running') and (
  s.state = 'ready' and (
    s.ready_at < reflux_private.clock() - interval '1 minute'
    or not exists (
      select from reflux.workers w
      where w.stopped_at is null and w.lost_at is null and w.lease_until > reflux_private.clock()
        and not w.deaf and g.node_id = any (w.nodes)))
  or s.state = 'running' and (
    h.id is null
    or h.lost_at is not null
    or h.stopped_at is not null
    or h.lease_until < reflux_private.clock())
  or s.state = 'sleeping' and s.wake_at < reflux_private.clock() - interval '1 minute');

comment on view reflux.stuck_steps is
  E'@foreignKey (run_id) references reflux.runs (id)\n\nSteps of live runs that should move and do not, and '
  'the cause.';
