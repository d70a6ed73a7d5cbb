-- Records outcomes of every kind: the step's new state, its attempt, the child run it calls, the scopes it
-- opens, the signal that was kept for it. reflux_private.outcome_kinds tells what each kind is in the tables.
-- What follows from them settle_steps decides.
-- Lock order: runs that are not among `met`, which the caller has locked, of steps that go on, without
-- waiting; steps by (run, idx, scope).
-- Planned for look-ups by key, as its caller says.
create or replace function reflux_private.record_outcomes(
  worker bigint,
  losses_before_quarantine int,
  met bigint[],
  outcomes reflux_private.outcome[])
returns reflux_private.recorded language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_unknown text;
  v_locked bigint[] := met;
  v_recorded reflux_private.recorded;
  v_calls boolean;
  v_opens boolean;
  v_signals boolean;
begin
  -- A step may go on in a run in which nobody is met, and yet not plainly: it is driven again, say.
  if exists (select from unnest(outcomes) o where o.run_id <> all (met)) then
    select met || array_agg(r.id) into v_locked
    from (
      select r.id
      from reflux.runs r
      where r.id in (
        select o.run_id
        from unnest(outcomes) o
        where o.follows = 'one' and o.kind = 'output' and o.ports is null and o.run_id <> all (met))
      order by r.id
      for key share skip locked) r;
  end if;

  with outcome as materialized (
    select
      o.*,
      r.graph_id,
      r.priority,
      r.state in ('queued', 'running') as runnable,
      g.node_id,
      g.chunk,
      g.ends,
      g.on_error,
      g.races,
      s.slot_key,
      case
        when o.kind = 'error'
          then reflux_private.retry_at(o.error, coalesce(s.failures, 0), g.max_tries, g.retry)
        else coalesce(o.wake_at, reflux_private.clock() + o.wake_in_ms * interval '1 ms')
      end as until
    from unnest(outcomes) o
    cross join lateral (
      select r.graph_id, r.priority, r.state
      from reflux.runs r
      where r.id = o.run_id
      limit 1) r
    cross join lateral (
      select
        g.node_id,
        g.chunk,
        g.max_tries,
        g.retry,
        g.out_idx = '{}' as ends,
        g.on_error,
        g.races,
        g.gated
      from reflux.graph_steps g
      where g.graph_id = r.graph_id and g.idx = o.idx
      limit 1) g
    left join lateral (
      select s.failures, s.slot_key
      from reflux.steps s
      where (o.kind = 'error' or g.gated) and s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
      limit 1) s on true
    where o.run_id = any (v_locked)
    order by o.run_id, o.idx, o.scope),
  told as (
    select o.*, k.state, k.wait, k.attempt as ending
    from outcome o
    cross join lateral (
      select k.state, k.wait, k.attempt
      from reflux_private.outcome_kinds k
      where k.kind = o.kind and k.again = (o.kind = 'error' and o.until is not null)
      limit 1) k),
  recorded as (
    update reflux.steps s set
      state = o.state,
      wait = o.wait,
      wake_at = o.until,
      slept_at = case when o.state = 'sleeping' then reflux_private.clock() end,
      failures = s.failures + (o.kind = 'error')::int,
      worker_id = null,
      slot_key = null,
      slot_limit = null,
      progress = null,
      -- What a quiet re-drive replaces stays until the new one is there.
      error = coalesce(o.error, case when s.quiet and o.state <> 'succeeded' then s.error end),
      ports = case
        when o.ports is not null then array(select jsonb_array_elements_text(o.ports))
        when o.state not in ('succeeded', 'failed') then s.ports end,
      output = case
        when o.state = 'succeeded' and o.artifact is null then coalesce(o.output, 'null')
        when o.state not in ('succeeded', 'failed') then s.output end,
      output_hash = case
        when o.state = 'succeeded' then o.artifact
        when o.state <> 'failed' then s.output_hash end,
      ready_at = case when o.state = 'ready' then reflux_private.clock() else s.ready_at end,
      finished_at = case when o.state in ('succeeded', 'failed', 'cancelled') then reflux_private.clock() end
    from told o
    where s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
      and s.state = 'running' and s.attempt = o.attempt and s.worker_id = worker
    returning
      s.run_id, s.idx, s.scope, s.attempt, s.state, s.ports, s.quiet,
      s.ready_at, s.started_at, s.finished_at, s.wake_at, s.losses,
      s.scopes_opened, s.scopes_ended, o.slot_key, o.lane, o.next, o.kind, o.ending, o.error, o.evidence,
      o.usage, o.graph_id, o.priority, o.runnable, o.node_id, o.chunk, o.ends, o.on_error, o.races),
  remembered as (
    insert into reflux.attempts (
      run_id, idx, scope, attempt, graph_id, outcome, state, worker_id, ready_at, started_at, finished_at,
      error, usage, evidence)
    select
      run_id,
      idx,
      scope,
      attempt,
      graph_id,
      ending,
      state,
      worker,
      ready_at,
      started_at,
      reflux_private.clock(),
      error,
      usage,
      -- Nobody asks the settings where there is none.
      case when evidence is not null and (select e.keep_evidence from reflux.settings e) > 0 then evidence end
    from recorded)
  select
    array_agg(r.lane),
    -- What settle_steps has to send tokens for.
    array_agg(reflux_private.settled(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        graph_id => r.graph_id,
        priority => r.priority,
        state => r.state,
        ports => r.ports,
        quiet => r.quiet,
        runnable => r.runnable,
        lane => case when r.next then r.lane end,
        ends => r.ends,
        fails => r.state = 'failed' and r.on_error = 'fail',
        races => r.races))
      filter (where r.state in ('succeeded', 'failed')),
    -- What a doorbell has to ring for: the step itself, released or to be tried again.
    array_agg(reflux_private.place(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        node_id => r.node_id,
        chunk => r.chunk,
        priority => r.priority,
        wake_at => r.wake_at,
        quarantine => r.losses >= losses_before_quarantine))
      filter (where r.runnable and (r.state = 'ready' or r.state = 'sleeping' and r.wake_at is not null)),
    array_agg(r.run_id) filter (where r.state in ('sleeping', 'ready')),
    array_agg(distinct r.slot_key) filter (where r.slot_key is not null),
    array_agg(row(r.run_id, r.idx, r.scope)::reflux_private.step_ref)
      filter (where r.scopes_opened > r.scopes_ended and r.finished_at is not null),
    array_agg(distinct r.run_id) filter (where r.state = 'cancelled'),
    bool_or(r.races),
    count(*) filter (where r.next),
    bool_or(r.kind = 'call_flow'),
    bool_or(r.kind = 'open_scopes'),
    bool_or(r.kind = 'wait_for_signal')
  into v_recorded.lanes, v_recorded.settled, v_recorded.ready, v_recorded.moved, v_recorded.left_keys,
    v_recorded.broken, v_recorded.cancelled, v_recorded.races, v_recorded.unfilled,
    v_calls, v_opens, v_signals
  from recorded r;

  if cardinality(outcomes) > coalesce(cardinality(v_recorded.lanes), 0) then
    select min(o.kind) into v_unknown
    from unnest(outcomes) o
    where not exists (select from reflux_private.outcome_kinds k where k.kind = o.kind);
    if v_unknown is not null then
      perform reflux_private.fail('RFV06', format('"%s" is no kind of outcome', v_unknown), null,
        'See select distinct kind from reflux_private.outcome_kinds.');
    end if;
  end if;

  -- Child runs, scopes and kept signals, only for outcomes that were recorded: what is refused must have no
  -- effect.
  if v_calls then
    update reflux.steps s
    set child_run_id = reflux_private.start_child(
      o.output ->> 'flow',
      (o.output ->> 'version')::int,
      o.output -> 'input',
      o.run_id,
      o.idx,
      o.scope,
      o.attempt)
    from unnest(outcomes) o
    where o.kind = 'call_flow' and o.lane = any (v_recorded.lanes)
      and s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope;
  end if;
  if v_opens then
    v_recorded.ready := v_recorded.ready || reflux_private.open_scopes(
      array_agg(row(o.run_id, o.idx, o.scope)::reflux_private.step_ref),
      array_agg(o.output))
    from unnest(outcomes) o
    where o.kind = 'open_scopes' and o.lane = any (v_recorded.lanes);
  end if;
  if v_signals then
    v_recorded.settled := v_recorded.settled || reflux_private.claim_signals(
      array_agg(reflux_private.handed(o.run_id, o.idx, o.scope)))
    from unnest(outcomes) o
    where o.kind = 'wait_for_signal' and o.lane = any (v_recorded.lanes);
  end if;
  return v_recorded;
end $$;

comment on function reflux_private.record_outcomes is
  'Records outcomes of every kind, with what they start: child runs, scopes, signals that were kept. '
  'Errors: RFV06.';
