-- Gives a step its signal; the payload becomes its output. One that comes before the
-- step waits is kept for settings.keep_signals, and taken in the transaction in which
-- the wait begins: both lock the run, so none is lost and none taken twice. Refused
-- for a step that is over, that never waits for a signal, or has one already.
create or replace function reflux.signal_step(
  run_id bigint,
  step text,
  payload jsonb default null,
  scope text default '',
  reason text default null)
returns reflux.steps language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_place reflux.graph_steps := reflux_private.find_step(v_run.graph_id, step);
  v_settled reflux_private.settled[];
  v_step reflux.steps;
  v_refusal text;
  v_until timestamptz;
begin
  perform reflux_private.require_measure(payload, 'the payload');
  select * into v_step
  from reflux.steps s
  where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = signal_step.scope
  for update;
  if v_step.wait is distinct from 'signal' then
    v_refusal := case
      when v_run.finished_at is not null then format('run %s is %s', v_run.id, v_run.state)
      when v_step.finished_at is not null then format('it is %s', v_step.state)
      when v_step.run_id is null and reflux_private.lacks_scope(v_run.id, v_place, signal_step.scope)
        then 'there is no such scope of it'
      when not reflux_private.may_wait_for_signal(v_place) then 'its node never does' end;
  end if;
  -- Kept until the step waits, or taken at once by one that does.
  if v_refusal is null then
    insert into reflux.kept_signals as k (run_id, idx, scope, payload, actor, expires_at)
    select
      v_run.id,
      v_place.idx,
      signal_step.scope,
      coalesce(payload, 'null'),
      reflux_private.actor(),
      reflux_private.clock() + e.keep_signals
    from reflux.settings e
    on conflict on constraint kept_signals_pkey do update set
      payload = excluded.payload,
      actor = excluded.actor,
      sent_at = excluded.sent_at,
      expires_at = excluded.expires_at
    where k.expires_at <= reflux_private.clock()
    returning k.expires_at into v_until;
    v_refusal := case when v_until is null then 'one is kept for it already' end;
  end if;
  if v_refusal is not null then
    perform reflux_private.fail('RFS05',
      format('step %s of run %s does not wait for a signal: %s', step, v_run.id, v_refusal),
      null,
      reflux_private.why_hint(v_run.id, step, signal_step.scope));
  end if;

  v_settled := reflux_private.claim_signals(array[
    reflux_private.handed(v_run.id, v_place.idx, signal_step.scope)]);
  perform reflux_private.note_event(v_run.id, 'signalled', signal_step.reason,
    jsonb_build_object('step', step, 'scope', signal_step.scope, 'payload', payload)
      || case when v_settled = '{}' then jsonb_build_object('kept_until', v_until) else '{}' end);
  if v_settled <> '{}' then
    perform reflux_private.settle_steps(v_settled);
    select * into v_step
    from reflux.steps s
    where s.run_id = v_run.id and s.idx = v_place.idx and s.scope = signal_step.scope;
  else
    perform reflux_private.announce(array[v_run.id]);
    v_step.run_id := v_run.id;
    v_step.idx := v_place.idx;
    v_step.scope := signal_step.scope;
    v_step.state := coalesce(v_step.state, 'waiting');
  end if;
  return v_step;
end $$;

comment on function reflux.signal_step is
  'Gives a step its signal; the payload becomes its output. One that comes before the step waits is kept. '
  'Errors: RFN02, RFN03, RFS05, RFV04, RFV23.';
