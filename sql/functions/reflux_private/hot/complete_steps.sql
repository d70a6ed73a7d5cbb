-- Takes the outcomes of many steps from one worker, in one commit. An outcome counts only while the worker's
-- lease holds and the attempt is the step's current one: anything else is `refused` and changes nothing. Runs
-- that somebody has locked (a person in an open transaction) are answered `busy`, to be sent again.
-- outcomes: [{lane, run_id, idx, scope, attempt, kind:
-- ok|error|again|timer|signal|child|scopes|release|cancel, output, ports, error, evidence, wake_at,
-- wake_in_ms, next, straight, artifact, body}]; what says wake_in_ms waits so long from now,
-- by this clock; `child` brings {flow, version, input} as output, `scopes` what open_scopes takes.
-- Returns refused and busy lanes,
-- and steps handed back with `verdict` leased. Lanes that wanted a next step and got none are given
-- the first of `places`, as reflux_private.lease_places says: `tried` tells by its lane how many.
-- Lock order: the runs, by id, and those in which others may be met at a join
-- for this flush alone (`straight` says that they are not); steps by (run, idx,
-- scope); then as settle_steps says. What it waits for, another flush holds;
-- that takes no 10 seconds, or the worker sends all of it again (55P03).
-- Planned for look-ups by key whatever the statistics say: the plan is
-- made while the tables are small, and they grow.
create or replace function reflux_private.complete_steps(
  worker bigint,
  outcomes jsonb,
  idle int default 0,
  places jsonb default '[]')
returns setof reflux_private.lease language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off set lock_timeout = '10s' as $$
declare
  v_outcomes reflux_private.outcome[];
  v_stored boolean;
  v_nodes int[];
  v_locked bigint[];
  v_meeting bigint[];
  v_recorded int[];
  v_settled reflux_private.settled[];
  v_places reflux_private.place[];
  v_handed reflux_private.handed[];
  v_straight reflux_private.handed[];
  v_moved bigint[];
  v_left text[];
  v_tried jsonb := '[]';
  v_answered int := 0;
  v_calls boolean;
  v_opens boolean;
  v_broken reflux_private.step_ref[];
  v_signals boolean;
  v_races boolean;
  v_cancelled bigint[];
  v_alone bigint[];
  v_quarantine int;
  v_idle int;
  v_run bigint;
  v_limit int;
  v_lanes int;
begin
  -- Judge: does the worker's lease hold? If not, all is refused.
  select
    array_agg(o order by o.run_id, o.idx, o.scope),
    bool_or(o.artifact is not null),
    array_agg(o.run_id) filter (where o.kind = 'cancel'),
    array_agg(o.run_id) filter (where o.kind <> 'ok' or o.ports is not null or o.straight is not true)
  into v_outcomes, v_stored, v_cancelled, v_meeting
  from jsonb_populate_recordset(null::reflux_private.outcome, outcomes) o;

  select w.nodes, w.losses_before_quarantine, w.idle
  into v_nodes, v_quarantine, v_idle
  from reflux_private.live_workers w
  where w.id = worker;
  if not found then
    return query
      select 'refused', o.lane, o.run_id, o.idx, o.scope, o.attempt, 0, 0,
        null::bigint, null::text, null::int, null::jsonb, null::timestamptz, null::boolean,
        false, null::jsonb, null::jsonb, null::jsonb, null::int, null::jsonb
      from unnest(v_outcomes) o;
    return;
  end if;
  v_limit := coalesce(reflux_private.waiting_priority(), 2147483647);

  -- Lock the runs. Whoever cancels one is alone with it: what another
  -- flush makes ready meanwhile would be left behind.
  if v_cancelled is not null then
    v_alone := array(
      select id
      from (select distinct id from unnest(v_cancelled) id order by id) c
      where reflux_private.lock_family(id));
  end if;
  select array_agg(r.id) into v_locked
  from (
    select r.id
    from reflux.runs r
    where r.id in (select o.run_id from unnest(v_outcomes) o)
      and (v_cancelled is null or r.id <> all (v_cancelled) or r.id = any (v_alone))
    order by r.id
    for key share skip locked) r;
  if v_meeting is not null then
    perform
    from reflux.runs r
    where r.id = any (v_meeting) and r.id = any (v_locked)
    order by r.id
    for no key update;
  end if;

  -- Outputs too large for a row stand beside it.
  if v_stored then
    insert into reflux.outputs (hash, bytes, body)
    select distinct on (o.artifact) o.artifact, octet_length(o.body::text), o.body
    from unnest(v_outcomes) o
    where o.artifact is not null
    order by o.artifact
    on conflict (hash) do nothing;
  end if;

  -- Record, in one statement: the outcome, the step after a straight edge, the attempt.
  with outcome as (
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
      x.idx as next_idx,
      x.node_id as next_node,
      x.chunk as next_chunk,
      x.join_any as next_any,
      x.own as next_own,
      r.state in ('queued', 'running') and o.next is true and r.priority <= v_limit
        and x.node_id = any (v_nodes) as hand,
      case
        when o.kind = 'error'
          then reflux_private.retry_at(o.error, coalesce(s.failures, 0), g.max_tries, g.retry)
        else coalesce(o.wake_at, reflux_private.clock() + o.wake_in_ms * interval '1 ms')
      end as until
    from unnest(v_outcomes) o
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
        g.gated,
        case when o.kind = 'ok' and o.ports is null then g.straight_idx end as next_idx
      from reflux.graph_steps g
      where g.graph_id = r.graph_id and g.idx = o.idx
      limit 1) g
    left join lateral (
      select x.idx, x.node_id, x.chunk, x.join_any, cardinality(x.needs) = 1 as own
      from reflux.graph_steps x
      where g.next_idx is not null
        and x.graph_id = r.graph_id
        and x.idx = g.next_idx
        and not exists (
          select from reflux.steps n
          where n.run_id = o.run_id and n.idx = g.next_idx and n.scope = o.scope)
      limit 1) x on true
    left join lateral (
      select s.failures, s.slot_key
      from reflux.steps s
      where (o.kind = 'error' or g.gated) and s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
      limit 1) s on true
    where o.run_id = any (v_locked)),
  recorded as (
    update reflux.steps s set
      state = case
        when o.kind = 'ok' then 'succeeded'::reflux.step_state
        when o.kind = 'error' and o.until is null then 'failed'::reflux.step_state
        when o.kind = 'release' then 'ready'::reflux.step_state
        when o.kind = 'cancel' then 'cancelled'::reflux.step_state
        else 'sleeping'::reflux.step_state end,
      wait = case
        when o.kind in ('timer', 'signal', 'child', 'scopes') then o.kind::reflux.wait_kind
        when o.kind = 'error' and o.until is not null or o.kind = 'again' then 'retry' end,
      wake_at = o.until,
      slept_at = case when o.kind not in ('ok', 'release', 'cancel') then reflux_private.clock() end,
      failures = s.failures + (o.kind = 'error')::int,
      worker_id = null,
      slot_key = null,
      slot_limit = null,
      progress = null,
      -- What a quiet re-drive replaces stays until the new one is there.
      error = coalesce(o.error, case when s.quiet and o.kind <> 'ok' then s.error end),
      ports = case
        when o.kind = 'ok' then o.ports
        when o.kind <> 'error' or o.until is not null then s.ports end,
      output = case
        when o.kind = 'ok' and o.artifact is null then coalesce(o.output, 'null')
        when o.kind <> 'ok' and (o.kind <> 'error' or o.until is not null) then s.output end,
      output_hash = case
        when o.kind = 'ok' then o.artifact
        when o.kind <> 'error' or o.until is not null then s.output_hash end,
      ready_at = case when o.kind = 'release' then reflux_private.clock() else s.ready_at end,
      finished_at = case
        when o.kind in ('ok', 'cancel') or o.kind = 'error' and o.until is null
          then reflux_private.clock() end
    from outcome o
    where s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
      and s.state = 'running' and s.attempt = o.attempt and s.worker_id = worker
    returning
      s.run_id, s.idx, s.scope, s.attempt, s.state, s.wait, s.ports, s.quiet,
      s.ready_at, s.started_at, s.finished_at, s.wake_at, s.losses, s.scopes_opened, s.scopes_ended,
      o.lane, o.next, o.slot_key, o.kind, o.error, o.evidence, o.usage, o.graph_id, o.priority, o.runnable,
      o.node_id, o.chunk, o.ends, o.on_error, o.races,
      case when not s.quiet then o.next_idx end as next_idx,
      o.next_node, o.next_chunk, o.next_any, o.next_own, o.hand),
  -- Most steps of most flows have one successor, which waits for nobody else. It goes on at once. Where it
  -- has a row already (a re-drive), and in every other case, settle_steps decides.
  straight as (
    insert into reflux.steps (
      run_id, idx, scope, state, deps, arrived, live, join_any, attempt, worker_id, ready_at, started_at)
    select
      r.run_id,
      r.next_idx,
      r.scope,
      case when r.hand then 'running' else 'ready' end::reflux.step_state,
      1,
      1,
      1,
      r.next_any,
      r.hand::int,
      case when r.hand then worker end,
      r.finished_at,
      case when r.hand then r.finished_at end
    from recorded r
    where r.next_idx is not null),
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
      case kind
        when 'ok' then 'succeeded'::reflux.attempt_outcome
        when 'error' then 'failed'::reflux.attempt_outcome
        when 'release' then 'released'::reflux.attempt_outcome
        when 'cancel' then 'cancelled'::reflux.attempt_outcome
        else 'suspended'::reflux.attempt_outcome end,
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
    array_agg(row(
        r.run_id, r.idx, r.scope, r.graph_id, r.priority, r.state, r.ports, false, r.quiet, r.runnable,
        case when r.next then r.lane end, r.ends, r.state = 'failed' and r.on_error = 'fail', r.races
      )::reflux_private.settled)
      filter (where r.state in ('succeeded', 'failed') and r.next_idx is null),
    -- What a doorbell has to ring for: the step itself, released or to be tried again, or the one after it.
    array_agg(case
        when r.next_idx is null
          then row(r.run_id, r.idx, r.scope, r.node_id, r.chunk, r.priority, r.wake_at,
            r.losses >= v_quarantine)::reflux_private.place
        else row(r.run_id, r.next_idx, r.scope, r.next_node, r.next_chunk, r.priority, null,
            false)::reflux_private.place
      end)
      filter (where r.runnable and case
        when r.next_idx is null then r.state = 'ready' or r.state = 'sleeping' and r.wake_at is not null
        else not r.hand end),
    array_agg(row(r.run_id, r.next_idx, r.scope, 1, r.graph_id, r.lane, r.next_own)::reflux_private.handed)
      filter (where r.next_idx is not null and r.hand),
    array_agg(r.run_id) filter (where r.next_idx is not null or r.state in ('sleeping', 'ready')),
    array_agg(distinct r.slot_key) filter (where r.slot_key is not null),
    bool_or(r.kind = 'child'),
    bool_or(r.kind = 'scopes'),
    array_agg(row(r.run_id, r.idx, r.scope)::reflux_private.step_ref)
      filter (where r.scopes_opened > r.scopes_ended and r.finished_at is not null),
    bool_or(r.kind = 'signal'),
    bool_or(r.races),
    array_agg(distinct r.run_id) filter (where r.kind = 'cancel'),
    count(*) filter (where r.next and r.next_idx is null)
  into v_recorded, v_settled, v_places, v_straight, v_moved, v_left, v_calls, v_opens, v_broken, v_signals,
    v_races, v_cancelled, v_lanes
  from recorded r;

  -- Child runs, scopes and kept signals, only for outcomes that were recorded: what is refused must have no
  -- effect.
  update reflux.steps s
  set child_run_id = reflux_private.start_child(
    o.output ->> 'flow',
    (o.output ->> 'version')::int,
    o.output -> 'input',
    o.run_id,
    o.idx,
    o.scope,
    o.attempt)
  from unnest(v_outcomes) o
  where v_calls and o.kind = 'child' and o.lane = any (v_recorded)
    and s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope;
  if v_opens then
    v_places := v_places || reflux_private.open_scopes(
      array_agg(row(o.run_id, o.idx, o.scope)::reflux_private.step_ref),
      array_agg(o.output))
    from unnest(v_outcomes) o
    where o.kind = 'scopes' and o.lane = any (v_recorded);
  end if;
  if v_signals then
    v_settled := v_settled || reflux_private.claim_signals(
      array_agg(row(o.run_id, o.idx, o.scope, null, null, null, false)::reflux_private.handed))
    from unnest(v_outcomes) o
    where o.kind = 'signal' and o.lane = any (v_recorded);
  end if;

  -- Lease what was offered to lanes without a next step. Before the tokens go: who counts them into a join
  -- holds it until the end, and others wait for it.
  if places <> '[]' then
    v_lanes := least(v_lanes, jsonb_array_length(places));
    return query
      select 'tried', v_lanes, 0::bigint, 0, '', 0, 0, 0,
        null::bigint, null::text, null::int, null::jsonb, null::timestamptz, null::boolean,
        false, null::jsonb, null::jsonb, null::jsonb, null::int, null::jsonb;
    if v_lanes > 0 then
      v_tried := jsonb_path_query_array(
        places, '$[0 to $last]', jsonb_build_object('last', v_lanes - 1));
      return query
        select *
        from reflux_private.lease_places(
          worker,
          v_tried,
          v_quarantine,
          true);
      get diagnostics v_answered = row_count;
    end if;
  end if;

  -- Settle: tokens, joins, ends, doorbells.
  v_handed := coalesce(v_straight, '{}') || reflux_private.settle_steps(
    coalesce(v_settled, '{}'),
    worker,
    v_nodes,
    v_limit,
    coalesce(v_places, '{}'),
    coalesce(v_moved, '{}'));

  -- Cancel. What this very call cancelled again is not handed out.
  if v_broken is not null then
    perform reflux_private.break_scopes(v_broken);
  end if;
  foreach v_run in array coalesce(v_cancelled, '{}') loop
    perform reflux_private.cancel_steps(array[v_run], array['a step cancelled the run']);
  end loop;
  if v_races or v_cancelled is not null or v_broken is not null then
    v_handed := array(
      select h
      from unnest(v_handed) h
      join reflux.steps s on s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
        and s.state = 'running' and s.attempt = h.attempt);
  end if;

  -- The gate: of what was offered some may need a decision first, and places under concurrency keys are free.
  -- Then the worker's own word on how idle it is.
  if v_left is not null or v_answered < jsonb_array_length(v_tried) then
    return query
      select *
      from reflux_private.lease_gated(worker, v_tried, v_quarantine, true, coalesce(v_left, '{}'));
  end if;
  if v_idle <> complete_steps.idle then
    perform reflux_private.note_idle(worker, complete_steps.idle);
  end if;

  -- Reply: steps leased on, those whose input is what was just handed
  -- in without it; then what was not recorded.
  if cardinality(v_handed) > 0 then
    return query
      select 'leased', h.lane, h.run_id, h.idx, h.scope, h.attempt, 0, 0,
        h.graph_id, null::text, null::int, null::jsonb, null::timestamptz, null::boolean,
        true, null::jsonb, '{}'::jsonb, null::jsonb, null::int, null::jsonb
      from unnest(v_handed) h
      where h.own;
    v_handed := array(select h from unnest(v_handed) h where not h.own);
  end if;
  if cardinality(v_handed) > 0 then
    return query select * from reflux_private.leased_steps(v_handed);
  end if;
  if cardinality(v_outcomes) > coalesce(cardinality(v_recorded), 0) then
    return query
      select
        case
          when o.run_id = any (v_locked) or not exists (select from reflux.runs r where r.id = o.run_id)
            then 'refused'
          else 'busy' end,
        o.lane, o.run_id, o.idx, o.scope, o.attempt, 0, 0,
        null::bigint, null::text, null::int, null::jsonb, null::timestamptz, null::boolean,
        false, null::jsonb, null::jsonb, null::jsonb, null::int, null::jsonb
      from unnest(v_outcomes) o
      where not o.lane = any (coalesce(v_recorded, '{}'));
  end if;
end $$;

comment on function reflux_private.complete_steps is
  'Records outcomes of steps a worker holds, moves their runs on, and hands back at most one leased step per '
  'lane; one commit for many.';
