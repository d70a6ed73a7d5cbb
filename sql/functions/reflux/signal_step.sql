-- Gives a step the signal it waits for; the payload becomes its output.
create or replace function reflux.signal_step(run_id bigint, step text, payload jsonb default null, scope text default '')
returns reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_place reflux.graph_steps := reflux_private.find_step(v_run.graph_id, step);
  v_step reflux.steps;
begin
  perform reflux_private.require_measure(payload, 'the payload');
  update reflux.steps s set state = 'succeeded', wait = null, wake_at = null, output = coalesce(payload, 'null'), artifact = null, ports = null, error = null,
    finished_at = clock_timestamp()
  where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = signal_step.scope and s.state = 'sleeping' and s.wait = 'signal'
  returning * into v_step;
  if v_step.run_id is null then
    perform reflux_private.fail('RFS05', format('step %s of run %s does not wait for a signal', step, v_run.id), null, 'See reflux.why(run, step).');
  end if;
  perform reflux_private.note_event(v_run.id, 'signalled', null, jsonb_build_object('step', step, 'scope', signal_step.scope));
  perform reflux_private.settle_steps(array[row(v_run.id, v_place.idx, signal_step.scope, v_run.graph_id, v_run.priority, 'succeeded', null,
    false, v_step.quiet, v_run.state in ('queued', 'running'), null,
    v_place.out_idx = '{}', false, v_place.races)::reflux_private.settled]);
  return v_step;
end $$;

comment on function reflux.signal_step is 'Gives a waiting step its signal; the payload becomes its output. Errors: RFN02, RFN03, RFS05, RFV04, RFV23.';
