-- Cancels a run and every step of it that is not final, with the child runs they wait for; workers that hold some are
-- told to abort them. The caller holds the run's lock (`for update`).
create or replace function reflux_private.cancel_steps(run_id bigint, reason text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_parent record;
begin
  perform reflux_private.drop_steps(array[cancel_steps.run_id], format('its parent, run %s, was cancelled', cancel_steps.run_id));
  update reflux.runs r set state = 'cancelled', finished_at = clock_timestamp(), reason = cancel_steps.reason
  where r.id = cancel_steps.run_id and r.finished_at is null
  returning r.parent_run_id, r.parent_idx, r.parent_scope into v_parent;
  perform reflux_private.ring(v_parent.parent_run_id, v_parent.parent_idx, v_parent.parent_scope);
  perform reflux_private.announce(array[cancel_steps.run_id], array[cancel_steps.run_id]);
end $$;

comment on function reflux_private.cancel_steps is 'Cancels a run and its unfinished steps; the caller holds the run''s lock.';
