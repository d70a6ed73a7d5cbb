-- Cancels runs, each for its reason, and every step of them that is not final, with the child runs they wait
-- for; workers that hold some are told to abort them, and steps that wait for one of the runs are rung for.
-- The caller holds the runs' locks (`for update`).
create or replace function reflux_private.cancel_steps(run_ids bigint[], reasons text[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_parents reflux_private.step_ref[];
begin
  perform reflux_private.drop_steps(run_ids);
  with cancelled as (
    update reflux.runs r set state = 'cancelled', finished_at = reflux_private.clock(), reason = c.reason
    from unnest(run_ids, reasons) c(id, reason)
    where r.id = c.id and r.finished_at is null
    returning r.id, r.parent_run_id, r.parent_idx, r.parent_scope)
  select array_agg(row(s.run_id, s.idx, s.scope)::reflux_private.step_ref) into v_parents
  from cancelled c
  join reflux.steps s on s.run_id = c.parent_run_id and s.idx = c.parent_idx and s.scope = c.parent_scope
  where s.state = 'sleeping' and s.wait = 'child' and s.child_run_id = c.id;
  perform reflux_private.ring(v_parents);
  perform reflux_private.announce(run_ids, run_ids);
end $$;

comment on function reflux_private.cancel_steps is
  'Cancels runs and their unfinished steps; the caller holds the runs'' locks.';
