-- Runs every failed step of a run again, and what is below them. Returns the steps. One that is below another
-- comes again by itself.
create or replace function reflux.redrive_run(run_id bigint, reason text default null)
returns setof reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_failed reflux_private.step_ref[];
  v_driven reflux.steps[];
  v_steps jsonb;
begin
  select array_agg(row(s.run_id, s.idx, s.scope)::reflux_private.step_ref) into v_failed
  from reflux.steps s where s.run_id = v_run.id and s.state = 'failed';
  if v_failed is null then
    perform reflux_private.fail('RFS03', format('run %s has no failed step', v_run.id), null,
      'Name a step: reflux.redrive_step(run, step).');
  end if;

  v_driven := array(select s from reflux_private.reset_steps(v_run, v_failed, null, true) s);
  select jsonb_agg(jsonb_build_object('step', g.key, 'scope', s.scope) order by g.rank, s.scope) into v_steps
  from unnest(v_driven) s
  cross join lateral (
    select g.key, g.rank from reflux.graph_steps g
    where g.graph_id = v_run.graph_id and g.idx = s.idx limit 1) g;
  perform reflux_private.note_event(v_run.id, 'redriven', redrive_run.reason,
    jsonb_build_object('steps', v_steps, 'from', 'failed', 'input', null, 'downstream', true));
  return query select * from unnest(v_driven);
end $$;

comment on function reflux.redrive_run is 'Runs every failed step of a run again. Errors: RFN02, RFS03.';
