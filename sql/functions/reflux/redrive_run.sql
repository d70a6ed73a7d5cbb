-- Runs every failed step of a run again, and what is below them. Returns the steps.
create or replace function reflux.redrive_run(run_id bigint, reason text default null)
returns setof reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan set jit = off as $$
declare v_run reflux.runs := reflux_private.lock_run(run_id); v_failed record; v_step reflux.steps; v_steps jsonb[];
begin
  for v_failed in
    select s.idx, g.key, s.scope from reflux.steps s join reflux.graph_steps g on g.graph_id = v_run.graph_id and g.idx = s.idx
    where s.run_id = v_run.id and s.state = 'failed' order by s.idx, s.scope
  loop
    -- One that is below another has been put back to waiting by it.
    if exists (select from reflux.steps s where s.run_id = v_run.id and s.idx = v_failed.idx and s.scope = v_failed.scope and s.state = 'failed') then
      perform reflux_private.reset_steps(reflux_private.lock_run(v_run.id), v_failed.idx, v_failed.scope, null, true);
      select * into v_step from reflux.steps s where s.run_id = v_run.id and s.idx = v_failed.idx and s.scope = v_failed.scope;
      v_steps := v_steps || jsonb_build_object('step', v_failed.key, 'scope', v_failed.scope);
      return next v_step;
    end if;
  end loop;
  if v_steps is null then
    perform reflux_private.fail('RFS03', format('run %s has no failed step', v_run.id), null, 'Name a step: reflux.redrive_step(run, step).');
  end if;
  perform reflux_private.note_event(v_run.id, 'redriven', redrive_run.reason,
    jsonb_build_object('steps', v_steps, 'from', 'failed', 'input', null, 'downstream', true));
end $$;

comment on function reflux.redrive_run is 'Runs every failed step of a run again. Errors: RFN02, RFS03.';
