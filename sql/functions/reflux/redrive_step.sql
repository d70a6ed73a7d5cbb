-- Runs a step again, whatever its state, even while it runs: the attempt that runs is superseded and its
-- result refused. What is above is kept; what is below waits anew, unless `downstream` is off, when only this
-- step's output is replaced. `input` replaces the derived input.
create or replace function reflux.redrive_step(
  run_id bigint,
  step text,
  scope text default '',
  input jsonb default null,
  downstream boolean default true,
  reason text default null)
returns reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_place reflux.graph_steps := reflux_private.find_step(v_run.graph_id, step);
  v_ref reflux_private.step_ref := row(v_run.id, v_place.idx, redrive_step.scope);
  v_step reflux.steps;
  v_from reflux.step_state;
begin
  perform reflux_private.require_measure(redrive_step.input, 'the input');
  select * into v_step from reflux.steps s
  where s.run_id = v_ref.run_id and s.idx = v_ref.idx and s.scope = v_ref.scope for update;
  v_from := v_step.state;
  -- One that was cancelled while it waited was not reached either: what it needs is not there, even now.
  if v_step.run_id is null or v_from = 'waiting' or v_from = 'cancelled' and v_step.ready_at is null then
    perform reflux_private.fail('RFS03',
      format('step %s of run %s has not been reached, so there is nothing to run again', step, v_run.id),
      null,
      reflux_private.why_hint(v_run.id, step, redrive_step.scope));
  end if;
  select * into v_step
  from reflux_private.reset_steps(v_run, array[v_ref], redrive_step.input, redrive_step.downstream);
  perform reflux_private.note_event(v_run.id, 'redriven', redrive_step.reason,
    jsonb_build_object('step', step, 'scope', v_ref.scope, 'from', v_from,
      'input', redrive_step.input, 'downstream', downstream));
  return v_step;
end $$;

comment on function reflux.redrive_step is
  'Runs a step again, optionally with other input, and what is below it. '
  'Errors: RFN02, RFN03, RFS03, RFV04, RFV23.';
