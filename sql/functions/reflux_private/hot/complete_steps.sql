-- Takes the outcomes of many steps from one worker, in one commit. An outcome counts only while the worker's
-- lease holds and the attempt is the step's current one: anything else is `refused` and changes nothing. Runs
-- that somebody has locked (a person in an open transaction) are answered `busy`, to be sent again.
-- The outcomes are arrays, one a column; the n-th of each are one outcome, whose lane is n - 1. `kinds` are
-- those of reflux_private.outcome_kinds, `output` where nothing is said; call_flow brings {flow, version,
-- input} as output, open_scopes what that function takes. `errors` say why; what says `wake_in_ms` waits so
-- long from now, by this clock; an output too large for its row has its hash in `artifacts`, itself in
-- `bodies`. `nexts`: the lane would go on.
-- `follows`: `one` step that waits for nobody else, `none`, or `many`; found out where nothing is said.
-- Returns refused and busy lanes, and steps handed back with `verdict` leased. Lanes that wanted a next step
-- and got none are given the first of the places that are offered along, as reflux_private.lease_places
-- says; the others are answered `untried`.
-- Lock order: the runs, by id, and those in which others may be met for this flush alone (lock_met_runs);
-- steps by (run, idx, scope); then as settle_steps says. What it waits for, another flush holds; that takes
-- no 10 seconds, or the worker sends all of it again (55P03).
-- Planned for look-ups by key whatever the statistics say: the plan is
-- made while the tables are small, and they grow.
create or replace function reflux_private.complete_steps(
  worker bigint,
  run_ids bigint[],
  idxs int[],
  scopes text[],
  attempts int[],
  kinds text[] default null,
  outputs jsonb[] default null,
  ports jsonb[] default null,
  artifacts text[] default null,
  bodies jsonb[] default null,
  errors jsonb[] default null,
  wake_at timestamptz[] default null,
  wake_in_ms double precision[] default null,
  evidence jsonb[] default null,
  follows text[] default null,
  nexts boolean[] default null,
  usage jsonb[] default null,
  idle int default 0,
  offered_run_ids bigint[] default '{}',
  offered_idxs int[] default '{}',
  offered_scopes text[] default '{}',
  offered_quarantines boolean[] default '{}')
returns setof reflux_private.lease language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off set lock_timeout = '10s' as $$
declare
  v_nodes int[];
  v_quarantine int;
  v_idle int;
  v_limit int;
  v_met bigint[];
  v_plain reflux_private.recorded;
  v_others reflux_private.outcome[];
  v_other reflux_private.recorded;
  v_handed reflux_private.handed[];
  v_unfilled int := 0;
  v_answered int := 0;
begin
  -- Judge: does the worker's lease hold? If not, all is refused.
  select w.nodes, w.losses_before_quarantine, w.idle
  into v_nodes, v_quarantine, v_idle
  from reflux_private.live_workers w
  where w.id = worker;
  if not found then
    return query
      select (r.reply).*
      from (
        select reflux_private.lease(
            'refused',
            lane => o.lane::int - 1,
            run_id => o.run_id,
            idx => o.idx,
            scope => o.scope,
            attempt => o.attempt) as reply
        from unnest(run_ids, idxs, scopes, attempts) with ordinality
          o(run_id, idx, scope, attempt, lane)
        union all
        select reflux_private.lease('untried', offer => n)
        from generate_series(0, cardinality(offered_run_ids) - 1) n) r;
    return;
  end if;
  v_limit := coalesce(reflux_private.waiting_priority(), 2147483647);

  -- Lock the runs in which others may be met.
  v_met := reflux_private.lock_met_runs(run_ids, kinds, ports, follows);

  -- Outputs too large for a row stand beside it.
  if bodies is not null then
    insert into reflux.outputs (hash, bytes, body)
    select distinct on (o.artifact) o.artifact, octet_length(o.body::text), o.body
    from unnest(artifacts, bodies) o(artifact, body)
    where o.artifact is not null
    order by o.artifact
    on conflict (hash) do nothing;
  end if;

  -- Record: the plain outcomes in one statement, then all others.
  if ('many' = all (follows)) is not true then
    v_plain := reflux_private.record_plain(
      worker, v_nodes, v_limit, v_met,
      run_ids, idxs, scopes, attempts, kinds, outputs, ports, artifacts, evidence, follows, nexts, usage);
  end if;
  if cardinality(run_ids) > coalesce(cardinality(v_plain.lanes), 0) then
    v_others := array(
      select reflux_private.outcome(
        lane => o.lane::int - 1,
        run_id => o.run_id,
        idx => o.idx,
        scope => o.scope,
        attempt => o.attempt,
        kind => coalesce(o.kind, 'output'),
        output => o.output,
        ports => o.ports,
        artifact => o.artifact,
        error => o.error,
        wake_at => o.wake_at,
        wake_in_ms => o.wake_in_ms,
        evidence => o.evidence,
        follows => o.follows,
        next => o.next,
        usage => o.usage)
      from unnest(
          run_ids, idxs, scopes, attempts, kinds, outputs, ports, artifacts, errors,
          wake_at, wake_in_ms, evidence, follows, nexts, usage) with ordinality
        o(run_id, idx, scope, attempt, kind, output, ports, artifact, error,
          wake_at, wake_in_ms, evidence, follows, next, usage, lane)
      where v_plain.lanes is null or o.lane - 1 <> all (v_plain.lanes));
    v_other := reflux_private.record_outcomes(worker, v_quarantine, v_met, v_others);
  end if;

  -- Lease what was offered to lanes without a next step. Before the tokens go: who counts them into a join
  -- holds it until the end, and others wait for it.
  if cardinality(offered_run_ids) > 0 then
    v_unfilled := least(
      coalesce(v_plain.unfilled, 0) + coalesce(v_other.unfilled, 0),
      cardinality(offered_run_ids));
    if v_unfilled > 0 then
      return query
        select *
        from reflux_private.lease_places(
          worker,
          offered_run_ids[:v_unfilled],
          offered_idxs[:v_unfilled],
          offered_scopes[:v_unfilled],
          offered_quarantines[:v_unfilled],
          v_quarantine,
          offered => true);
      get diagnostics v_answered = row_count;
    end if;
    return query
      select (r.reply).*
      from (
        select reflux_private.lease('untried', offer => n) as reply
        from generate_series(v_unfilled, cardinality(offered_run_ids) - 1) n) r;
  end if;

  -- Settle: tokens, joins, ends, doorbells.
  v_handed := v_plain.handed || reflux_private.settle_steps(
    coalesce(v_other.settled, '{}'),
    worker,
    v_nodes,
    v_limit,
    ready => coalesce(v_plain.ready || v_other.ready, '{}'),
    moved => coalesce(v_plain.moved || v_other.moved, '{}'),
    ended => coalesce(v_plain.ended, '{}'));

  -- Cancel. What this very call cancelled again is not handed out.
  if v_other.broken is not null then
    perform reflux_private.break_scopes(v_other.broken);
  end if;
  if v_other.cancelled is not null then
    perform reflux_private.cancel_steps(array[id], array['a step cancelled the run'])
    from unnest(v_other.cancelled) id;
  end if;
  if v_other.races or v_other.cancelled is not null or v_other.broken is not null then
    v_handed := array(
      select h
      from unnest(v_handed) h
      join reflux.steps s on s.run_id = h.run_id and s.idx = h.idx and s.scope = h.scope
        and s.state = 'running' and s.attempt = h.attempt);
  end if;

  -- The gate: of what was offered some may need a decision first, and places under concurrency keys are free.
  if v_other.left_keys is not null or v_answered < v_unfilled then
    return query
      select *
      from reflux_private.lease_gated(
        worker,
        offered_run_ids[:v_unfilled],
        offered_idxs[:v_unfilled],
        offered_scopes[:v_unfilled],
        offered_quarantines[:v_unfilled],
        v_quarantine,
        offered => true,
        left_keys => coalesce(v_other.left_keys, '{}'));
  end if;

  -- Note the worker's own word on how idle it is.
  if v_idle <> complete_steps.idle then
    perform reflux_private.note_idle(worker, complete_steps.idle);
  end if;

  -- Reply: steps handed on, those whose input is what was just handed in without it; then what was not
  -- recorded, and may be another time.
  if cardinality(v_handed) > 0 then
    return query
      select (r.reply).*
      from (
        select reflux_private.lease(
            'leased',
            lane => h.lane,
            run_id => h.run_id,
            idx => h.idx,
            scope => h.scope,
            attempt => h.attempt,
            failures => 0,
            epoch => 0,
            graph_id => h.graph_id,
            own => true,
            outputs => '{}') as reply
        from unnest(v_handed) h
        where h.own) r;
    v_handed := array(select h from unnest(v_handed) h where not h.own);
  end if;
  if cardinality(v_handed) > 0 then
    return query select * from reflux_private.leased_steps(v_handed);
  end if;
  if cardinality(v_others) > coalesce(cardinality(v_other.lanes), 0) then
    return query
      select (r.reply).*
      from (
        select reflux_private.lease(
            case when exists (
              select from reflux.steps s
              where s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
                and s.state = 'running' and s.attempt = o.attempt and s.worker_id = worker)
              then 'busy' else 'refused' end,
            lane => o.lane,
            run_id => o.run_id,
            idx => o.idx,
            scope => o.scope,
            attempt => o.attempt) as reply
        from unnest(v_others) o
        where v_other.lanes is null or o.lane <> all (v_other.lanes)) r;
  end if;
end $$;

comment on function reflux_private.complete_steps is
  'Records outcomes of steps a worker holds, moves their runs on, and hands back at most one leased step per '
  'lane; one commit for many.';
