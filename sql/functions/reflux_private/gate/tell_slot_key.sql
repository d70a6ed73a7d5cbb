-- A worker tells the concurrency key of a step, made of expressions, which the gate asked it for (`untold`),
-- and gets the step if it is its turn. Where the key could not be made, it tells the error, and that is how
-- this attempt at the step ends. Nothing comes back where somebody else has the step by now.
-- Lock order: the run, its step; then as lease_gated says, or complete_steps.
create or replace function reflux_private.tell_slot_key(
  worker bigint,
  run_id bigint,
  idx int,
  scope text,
  slot_key text,
  error jsonb default null)
returns setof reflux_private.lease language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  v_run reflux.runs;
  v_place reflux.graph_steps;
  v_step reflux.steps;
  v_attempt int;
begin
  if not exists (select from reflux_private.live_workers w where w.id = worker) then
    perform reflux_private.fail('RFT02', format('worker %s has lost its lease', worker), null,
      'Register again.');
  end if;
  if tell_slot_key.error is null then
    select * into v_run from reflux.runs r where r.id = tell_slot_key.run_id for key share skip locked;
  else
    select * into v_run from reflux.runs r where r.id = tell_slot_key.run_id for no key update skip locked;
  end if;
  if v_run.id is null then
    return query
      select (r.reply).*
      from (
        select reflux_private.lease(
            'busy',
            lane => 0,
            run_id => r.id,
            idx => tell_slot_key.idx,
            scope => tell_slot_key.scope) as reply
        from reflux.runs r
        where r.id = tell_slot_key.run_id) r;
    return;
  end if;
  select * into v_step
  from reflux.steps s
  where s.run_id = v_run.id and s.idx = tell_slot_key.idx and s.scope = tell_slot_key.scope
    and v_run.state in ('queued', 'running') and s.gated and s.slot_key is null
    and (s.state = 'ready'
      or s.state = 'sleeping' and s.wait = 'retry' and s.wake_at <= reflux_private.clock())
  for update skip locked;
  if v_step.run_id is null then
    return;
  end if;

  if tell_slot_key.error is null then
    select * into v_place
    from reflux.graph_steps g
    where g.graph_id = v_run.graph_id and g.idx = v_step.idx;
    update reflux.steps s set
      slot_key = reflux_private.slot_key_of(v_run.id, tell_slot_key.slot_key),
      slot_limit = (v_place.options -> 'concurrency' ->> 'limit')::int,
      slot_since = reflux_private.clock()
    where s.run_id = v_step.run_id and s.idx = v_step.idx and s.scope = v_step.scope;
    return query
      select *
      from reflux_private.lease_gated(
        worker,
        array[v_step.run_id],
        array[v_step.idx],
        array[v_step.scope],
        array[true],
        0);
    return;
  end if;

  update reflux.runs r
  set state = 'running', started_at = coalesce(r.started_at, reflux_private.clock())
  where r.id = v_run.id and r.state = 'queued';
  update reflux.steps s set
    state = 'running',
    wait = null,
    wake_at = null,
    attempt = s.attempt + 1,
    worker_id = worker,
    started_at = reflux_private.clock()
  where s.run_id = v_step.run_id and s.idx = v_step.idx and s.scope = v_step.scope
  returning s.attempt into v_attempt;
  perform reflux_private.complete_steps(
    worker,
    array[v_step.run_id],
    array[v_step.idx],
    array[v_step.scope],
    array[v_attempt],
    kinds => array['error'],
    errors => array[tell_slot_key.error]);
end $$;

comment on function reflux_private.tell_slot_key is
  'Tells the concurrency key of a step, which the gate asked for, and leases it if it is its turn. '
  'Errors: RFT02.';
