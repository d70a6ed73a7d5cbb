-- Ends a step's back-off: the retry that would come later comes now.
create or replace function reflux.retry_now(
  run_id bigint,
  step text,
  scope text default '',
  reason text default null)
returns reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_place reflux.graph_steps := reflux_private.find_step(v_run.graph_id, step);
  v_step reflux.steps;
begin
  update reflux.steps s
  set state = 'ready', wait = null, wake_at = null, ready_at = reflux_private.clock()
  where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = retry_now.scope
    and s.state = 'sleeping' and s.wait = 'retry'
  returning * into v_step;
  if v_step.run_id is null then
    perform reflux_private.fail('RFS05',
      format('step %s of run %s does not wait for a retry', step, v_run.id),
      null,
      reflux_private.why_hint(v_run.id, step, retry_now.scope));
  end if;
  if v_run.state <> 'paused' then
    perform reflux_private.ring(array[row(v_run.id, v_place.idx, retry_now.scope)::reflux_private.step_ref]);
  end if;
  perform reflux_private.note_event(v_run.id, 'retried', retry_now.reason,
    jsonb_build_object('step', step, 'scope', retry_now.scope));
  perform reflux_private.announce(array[v_run.id]);
  return v_step;
end $$;

comment on function reflux.retry_now is
  'Ends a step''s back-off so that its retry comes now. Errors: RFN02, RFN03, RFS05.';
