-- Takes the running steps of workers that are gone back to ready and rings their doorbells. `lost` counts
-- against the step, unless its worker is excused: one that keeps killing its worker is run alone, then
-- failed, so that the others go on. A run that a person has locked is left to a later sweep, so that nobody's
-- open transaction holds up the recovery of others.
-- Lock order: runs by id, then their steps. The caller settles what is returned. Who is next for the
-- places under concurrency keys is called.
create or replace function reflux_private.return_steps(gone bigint[], outcome reflux.attempt_outcome)
returns reflux_private.motion language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_runs bigint[];
  v_returned reflux_private.motion;
  v_ended reflux_private.ended[];
  v_left text[];
begin
  select array_agg(l.id) into v_runs
  from (
    select r.id
    from reflux.runs r
    where r.state in ('queued', 'running', 'paused')
      and exists (
        select from reflux.steps s
        where s.run_id = r.id and s.state = 'running' and s.worker_id = any (gone))
    order by r.id
    for key share skip locked) l;

  with held as (
    select
      s.run_id,
      s.idx,
      s.scope,
      s.worker_id,
      s.ready_at,
      s.started_at,
      s.quiet,
      s.slot_key,
      s.losses + (return_steps.outcome = 'lost' and not w.excused)::int as losses,
      r.graph_id,
      r.priority,
      r.state in ('queued', 'running') as runnable,
      g.node_id,
      g.chunk,
      g.out_idx = '{}' as ends,
      g.on_error,
      g.races
    from reflux.runs r
    join reflux.steps s on s.run_id = r.id
    join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
    join reflux.workers w on w.id = s.worker_id
    where r.id = any (v_runs) and s.state = 'running' and s.worker_id = any (gone)
    order by s.run_id, s.idx, s.scope
    for update of s),
  -- Back to ready, or failed where it took too many workers with it.
  returned as (
    update reflux.steps s set
      losses = h.losses,
      worker_id = null,
      slot_key = null,
      slot_limit = null,
      progress = null,
      state = case when h.losses >= e.losses_before_failure then 'failed' else 'ready' end::reflux.step_state,
      error = case
        when h.losses >= e.losses_before_failure then jsonb_build_object(
          'code', 'RFL06',
          'message', format('its worker died %s times while it ran', h.losses),
          'hint', 'Look for what the node does to its process before re-driving it.')
        when h.quiet then s.error end,
      output = case when h.losses < e.losses_before_failure then s.output end,
      output_hash = case when h.losses < e.losses_before_failure then s.output_hash end,
      ready_at = reflux_private.clock(),
      finished_at = case when h.losses >= e.losses_before_failure then reflux_private.clock() end
    from held h, reflux.settings e
    where s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
      and s.state = 'running' and s.worker_id = h.worker_id
    returning
      s.run_id, s.idx, s.scope, s.attempt, s.state, s.error, s.quiet,
      h.graph_id, h.priority, h.runnable, h.node_id, h.chunk, h.ends, h.on_error, h.races,
      h.worker_id, h.ready_at, h.started_at, h.slot_key,
      h.losses >= e.losses_before_quarantine as quarantine)
  select
    array_agg(reflux_private.settled(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        graph_id => r.graph_id,
        priority => r.priority,
        state => r.state,
        quiet => r.quiet,
        runnable => r.runnable,
        ends => r.ends,
        fails => r.on_error = 'fail',
        races => r.races))
      filter (where r.state = 'failed'),
    array_agg(reflux_private.place(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        node_id => r.node_id,
        chunk => r.chunk,
        priority => r.priority,
        quarantine => r.quarantine))
      filter (where r.state = 'ready' and r.runnable),
    array_agg(r.run_id),
    array_agg(distinct r.slot_key) filter (where r.slot_key is not null),
    -- The last loss of a step that failed by it says so.
    array_agg(reflux_private.ended(
      run_id => r.run_id,
      idx => r.idx,
      scope => r.scope,
      attempt => r.attempt,
      graph_id => r.graph_id,
      outcome => return_steps.outcome,
      state => r.state,
      worker_id => r.worker_id,
      ready_at => r.ready_at,
      started_at => r.started_at,
      error => case
        when r.state = 'failed' then r.error
        when return_steps.outcome = 'lost' then jsonb_build_object(
          'code', 'RFT02',
          'message', format('worker %s lost its lease', r.worker_id)) end))
  into v_returned.settled, v_returned.ready, v_returned.moved, v_left, v_ended
  from returned r;
  perform reflux_private.end_attempts(v_ended);
  if v_left is not null then
    perform reflux_private.call_lines(v_left);
  end if;
  return v_returned;
end $$;

comment on function reflux_private.return_steps is
  'Takes running steps back from workers that are gone; `moved` has the run of each.';
