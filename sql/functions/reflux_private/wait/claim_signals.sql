-- Gives steps that wait for a signal the one that is kept for them, each
-- signal to one step, once. The caller holds the locks of the runs, so that
-- no signal comes and no wait begins meanwhile, and settles what is returned.
create or replace function reflux_private.claim_signals(places reflux_private.handed[])
returns reflux_private.settled[] language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_settled reflux_private.settled[];
  v_ended reflux_private.ended[];
begin
  with claimed as (
    delete from reflux.kept_signals k
    using unnest(places) p, reflux.steps s
    where k.run_id = p.run_id and k.idx = p.idx and k.scope = p.scope
      and k.expires_at > reflux_private.clock()
      and s.run_id = k.run_id and s.idx = k.idx and s.scope = k.scope
      and s.state = 'sleeping' and s.wait = 'signal'
    returning k.run_id, k.idx, k.scope, k.payload),
  signalled as (
    update reflux.steps s set
      state = 'succeeded',
      wait = null,
      wake_at = null,
      output = c.payload,
      output_hash = null,
      ports = null,
      error = null,
      finished_at = reflux_private.clock()
    from claimed c
    where s.run_id = c.run_id and s.idx = c.idx and s.scope = c.scope
      and s.state = 'sleeping' and s.wait = 'signal'
    returning s.run_id, s.idx, s.scope, s.attempt, s.slept_at, s.quiet)
  select
    array_agg(reflux_private.settled(
      run_id => s.run_id,
      idx => s.idx,
      scope => s.scope,
      graph_id => r.graph_id,
      priority => r.priority,
      state => 'succeeded',
      quiet => s.quiet,
      runnable => r.state in ('queued', 'running'),
      ends => g.out_idx = '{}',
      races => g.races)),
    array_agg(reflux_private.ended(
      run_id => s.run_id,
      idx => s.idx,
      scope => s.scope,
      attempt => s.attempt,
      graph_id => r.graph_id,
      outcome => 'succeeded',
      state => 'succeeded',
      wait => 'signal',
      started_at => s.slept_at))
  into v_settled, v_ended
  from signalled s
  join reflux.runs r on r.id = s.run_id
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx;
  perform reflux_private.end_attempts(v_ended);
  return coalesce(v_settled, '{}');
end $$;

comment on function reflux_private.claim_signals is
  'Gives waiting steps the signals kept for them; returns what moves on.';
