-- Takes back what the steps of a worker were charged with, now or later: its lease ended for a cause that is
-- not theirs. Those that would have run in quarantine are rung for as others are.
-- Lock order: the worker, steps by (run, idx, scope).
create or replace function reflux_private.excuse_worker(worker bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_places reflux_private.place[];
begin
  update reflux.workers w set excused = true where w.id = excuse_worker.worker and not w.excused;
  if not found then
    return;
  end if;
  with charged as (
    select s.run_id, s.idx, s.scope from reflux.attempts a
    join reflux.steps s on s.run_id = a.run_id and s.idx = a.idx and s.scope = a.scope
    where a.worker_id = excuse_worker.worker and a.outcome = 'lost' and s.losses > 0
      and a.finished_at > (select w.started_at from reflux.workers w where w.id = excuse_worker.worker)
    order by s.run_id, s.idx, s.scope for update of s),
  excused as (
    update reflux.steps s set losses = s.losses - 1 from charged c
    where s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope and s.finished_at is null
    returning s.run_id, s.idx, s.scope, s.state, s.losses)
  select array_agg(reflux_private.place(
      run_id => x.run_id,
      idx => x.idx,
      scope => x.scope,
      node_id => g.node_id,
      chunk => g.chunk,
      priority => r.priority,
      quarantine => x.losses >= e.losses_before_quarantine))
  into v_places
  from excused x join reflux.runs r on r.id = x.run_id and r.state in ('queued', 'running')
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = x.idx, reflux.settings e
  where x.state = 'ready' and x.losses + 1 >= e.losses_before_quarantine;
  if v_places is not null then
    perform reflux_private.enqueue_steps(v_places);
  end if;
end $$;

comment on function reflux_private.excuse_worker is
  'Takes back the losses that the steps of a worker were charged with.';
