-- Settles sleeping steps of these runs that should have been woken five seconds ago: a timer, a signal that
-- did not come in time, a child run that ended. No worker is needed for that, so no doorbell is rung. The
-- caller settles what is returned.
create or replace function reflux_private.wake_overdue(
  run_ids bigint[], out sleepers int, out woken reflux_private.motion)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_sleepers reflux_private.handed[];
begin
  with free as (
    select r.id, r.graph_id
    from reflux.runs r
    where r.id = any (run_ids) and r.state in ('queued', 'running')
    order by r.id
    for key share skip locked)
  select array_agg(reflux_private.handed(
      run_id => s.run_id,
      idx => s.idx,
      scope => s.scope,
      attempt => s.attempt,
      graph_id => f.graph_id))
  into v_sleepers
  from free f
  join reflux.steps s on s.run_id = f.id
  left join reflux.runs c on c.id = s.child_run_id
  where s.state = 'sleeping'
    and (s.wait in ('timer', 'signal') and s.wake_at < reflux_private.clock() - interval '5 seconds'
      or s.wait = 'child' and c.finished_at < reflux_private.clock() - interval '5 seconds');
  sleepers := coalesce(cardinality(v_sleepers), 0);
  if sleepers > 0 then
    woken := reflux_private.wake_steps(v_sleepers);
  end if;
end $$;

comment on function reflux_private.wake_overdue is
  'Settles sleeping steps whose wait has been over for five seconds; answers how many.';
