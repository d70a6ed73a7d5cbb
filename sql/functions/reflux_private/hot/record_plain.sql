-- Records plain outcomes in one statement, nearly all outcomes of nearly all flows: an output, of a step
-- after which the flow ends or goes on with one step that waits for nobody else and was not there before.
-- That one is begun at once, and handed on where the worker can have it. All else is left to record_outcomes,
-- and changes nothing here.
-- Lock order: the runs of steps that go on, without waiting, and steps by (run, idx, scope); `met` are runs
-- that the caller has locked.
-- Planned for look-ups by key, as its caller says.
create or replace function reflux_private.record_plain(
  worker bigint,
  nodes int[],
  least_urgent int,
  met bigint[],
  run_ids bigint[],
  idxs int[],
  scopes text[],
  attempts int[],
  kinds text[],
  outputs jsonb[],
  ports jsonb[],
  artifacts text[],
  evidence jsonb[],
  follows text[],
  nexts boolean[],
  usage jsonb[])
returns reflux_private.recorded language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare v_recorded reflux_private.recorded;
begin
  with outcome as materialized (
    select
      o.*,
      r.graph_id,
      r.priority,
      h.next_idx,
      h.next_node,
      h.next_chunk,
      h.next_own,
      o.next is true and r.priority <= least_urgent and h.next_node = any (nodes) as hand
    from unnest(run_ids, idxs, scopes, attempts, kinds, outputs, ports, artifacts, evidence, follows, nexts,
        usage)
      with ordinality
      o(run_id, idx, scope, attempt, kind, output, ports, artifact, evidence, follows, next, usage, lane)
    cross join lateral (
      select r.graph_id, r.priority, r.state
      from reflux.runs r
      where r.id = o.run_id
      for key share skip locked) r
    cross join lateral (
      select h.next_idx, h.next_node, h.next_chunk, h.next_own
      from reflux_private.hot_steps h
      where h.graph_id = r.graph_id and h.idx = o.idx
      limit 1) h
    where (o.kind is null or o.kind = 'output') and o.ports is null
      and o.follows is distinct from 'many'
      and r.state in ('queued', 'running')
      and case
        when h.next_idx is null then o.scope = '' and o.run_id = any (met)
        else not exists (
          select from reflux.steps n
          where n.run_id = o.run_id and n.idx = h.next_idx and n.scope = o.scope) end
    order by o.run_id, o.idx, o.scope),
  recorded as (
    update reflux.steps s set
      state = 'succeeded',
      slept_at = null,
      worker_id = null,
      progress = null,
      ports = null,
      output = case when o.artifact is null then coalesce(o.output, 'null') end,
      output_hash = o.artifact,
      finished_at = reflux_private.clock()
    from outcome o
    where s.run_id = o.run_id and s.idx = o.idx and s.scope = o.scope
      and s.state = 'running' and s.attempt = o.attempt and s.worker_id = worker and not s.quiet
      and s.slot_key is null
    returning
      s.run_id, s.idx, s.scope, s.attempt, s.ready_at, s.started_at, s.finished_at,
      o.lane::int - 1 as lane, o.next, o.evidence, o.usage, o.graph_id, o.priority,
      o.next_idx, o.next_node, o.next_chunk, o.next_own, o.hand),
  begun as (
    insert into reflux.steps (
      run_id, idx, scope, state, deps, arrived, live, attempt, worker_id, ready_at, started_at)
    select
      r.run_id,
      r.next_idx,
      r.scope,
      case when r.hand then 'running' else 'ready' end::reflux.step_state,
      1,
      1,
      1,
      r.hand::int,
      case when r.hand then worker end,
      r.finished_at,
      case when r.hand then r.finished_at end
    from recorded r
    where r.next_idx is not null),
  remembered as (
    insert into reflux.attempts (
      run_id, idx, scope, attempt, graph_id, outcome, state, worker_id, ready_at, started_at, finished_at,
      usage, evidence)
    select
      run_id,
      idx,
      scope,
      attempt,
      graph_id,
      'succeeded',
      'succeeded',
      worker,
      ready_at,
      started_at,
      finished_at,
      r.usage,
      -- Nobody asks the settings where there is none.
      case when r.evidence is not null and (select e.keep_evidence from reflux.settings e) > 0
        then r.evidence end
    from recorded r)
  select
    array_agg(r.lane),
    array_agg(reflux_private.settled(
        run_id => r.run_id,
        idx => r.idx,
        scope => r.scope,
        graph_id => r.graph_id,
        priority => r.priority,
        state => 'succeeded',
        ends => true))
      filter (where r.next_idx is null),
    array_agg(reflux_private.place(
        run_id => r.run_id,
        idx => r.next_idx,
        scope => r.scope,
        node_id => r.next_node,
        chunk => r.next_chunk,
        priority => r.priority))
      filter (where r.next_idx is not null and not r.hand),
    array_agg(reflux_private.handed(
        run_id => r.run_id,
        idx => r.next_idx,
        scope => r.scope,
        attempt => 1,
        graph_id => r.graph_id,
        lane => r.lane,
        own => r.next_own))
      filter (where r.next_idx is not null and r.hand),
    array_agg(r.run_id) filter (where r.next_idx is not null),
    count(*) filter (where r.next and r.next_idx is null)
  into v_recorded.lanes, v_recorded.ended, v_recorded.ready, v_recorded.handed, v_recorded.moved,
    v_recorded.unfilled
  from recorded r;
  return v_recorded;
end $$;

comment on function reflux_private.record_plain is
  'Records plain outcomes in one statement, with the step that each goes on with.';
