-- Who stands in line under a concurrency key and would take a place: those of paused runs would not, and one
-- that was called and has not come for five seconds has lost its turn.
create or replace view reflux_private.slots_in_line as
select l.key, l.run_id, l.idx, l.scope, l.since
from reflux_private.slots l
join reflux.runs r on r.id = l.run_id
join reflux.steps s on s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope
where not l.held
  and r.state in ('queued', 'running')
  and (
    s.state in ('sleeping', 'running')
    or s.state = 'ready' and s.ready_at > reflux_private.clock() - interval '5 seconds');

comment on view reflux_private.slots_in_line is
  'Steps in line under a concurrency key that would take a place.';
