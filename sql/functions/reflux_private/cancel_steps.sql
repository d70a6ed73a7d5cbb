-- Cancels a run and every step of it that is not final; workers that hold some are told to abort them.
create or replace function reflux_private.cancel_steps(run_id bigint, reason text)
returns void language plpgsql volatile set search_path = '' as $$
declare v_parent record;
begin
  with live as (
    select s.run_id, s.idx, s.scope, s.attempt, s.worker_id, s.ready_at, s.started_at, s.state from reflux.steps s
    where s.run_id = cancel_steps.run_id and s.finished_at is null order by s.idx, s.scope for update),
  cancelled as (
    update reflux.steps s set state = 'cancelled', wait = null, wake_at = null, worker_id = null, progress = null, finished_at = clock_timestamp()
    from live l where s.run_id = l.run_id and s.idx = l.idx and s.scope = l.scope)
  insert into reflux.attempts (run_id, idx, scope, attempt, outcome, worker_id, ready_at, started_at, finished_at)
  select l.run_id, l.idx, l.scope, l.attempt, 'cancelled', l.worker_id, l.ready_at, l.started_at, clock_timestamp() from live l where l.state = 'running';

  update reflux.runs r set state = 'cancelled', finished_at = clock_timestamp(), reason = cancel_steps.reason
  where r.id = cancel_steps.run_id and r.finished_at is null
  returning r.parent_run_id, r.parent_idx, r.parent_scope into v_parent;
  perform reflux_private.release_slots((select array_agg(row(s.run_id, s.idx, s.scope, s.attempt, null, null)::reflux_private.handed)
    from reflux_private.slots s where s.run_id = cancel_steps.run_id));
  perform reflux_private.ring(v_parent.parent_run_id, v_parent.parent_idx, v_parent.parent_scope);
  perform pg_notify('reflux_control', json_build_object('abort', json_build_array(cancel_steps.run_id))::text);
  perform reflux_private.announce(array[cancel_steps.run_id], array[cancel_steps.run_id]);
end $$;

comment on function reflux_private.cancel_steps is 'Cancels a run and its unfinished steps; the caller holds the run''s lock.';
