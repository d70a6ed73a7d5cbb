-- Starts runs of one graph, one per input; returns their ids, and which of them were started
-- before. A key (reflux_private.run_key) that was used before starts nothing and returns the
-- run it started (I1), or raises RFC10 if that was for something else. Where one run with
-- one first step starts and a worker is idle, that worker gets the step at once, already
-- leased: no queue between the call and the node. A trigger that did not fire is skipped.
create or replace function reflux_private.start_runs(
  flow_id bigint,
  version_id bigint,
  graph_id bigint,
  inputs jsonb[],
  keys reflux_private.run_key[] default null,
  priority int default 0,
  trigger_step text default null,
  parent_run_id bigint default null,
  parent_idx int default null,
  parent_scope text default null,
  pinned boolean default false,
  reach bigint[] default null)
returns table (run_id bigint, replayed boolean) language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_now timestamptz := reflux_private.clock();
  v_graph reflux.graphs;
  v_live int[];
  v_gated int[];
  v_ids bigint[];
  v_worker bigint;
  v_node int;
  v_chunk int;
  v_trigger int;
begin
  -- The roots that go: the trigger that fired, and all that is no trigger.
  select * into strict v_graph from reflux.graphs g where g.id = start_runs.graph_id;
  select g.idx into v_trigger
  from reflux.graph_steps g
  where g.graph_id = start_runs.graph_id and g.idx = any (v_graph.roots) and g.is_trigger
    and (start_runs.trigger_step is null or g.key = start_runs.trigger_step)
  order by
    g.config is null,
    (select n.name from reflux.nodes n where n.id = g.node_id) <> 'manual',
    g.key
  limit 1;
  select array_agg(g.idx), array_agg(g.idx) filter (where g.gated)
  into v_live, v_gated
  from reflux.graph_steps g
  where g.graph_id = start_runs.graph_id and g.idx = any (v_graph.roots)
    and (not g.is_trigger or g.idx = v_trigger);
  if v_live is null then
    perform reflux_private.fail('RFN03',
      format('the flow has no trigger step %s', coalesce(start_runs.trigger_step, '')));
  end if;

  -- An idle worker, to be handed the one first step of the one run. Whoever sees an old snapshot (repeatable
  -- read) cannot count an idle worker down that others count, too: it rings.
  if cardinality(v_live) = 1 and cardinality(v_graph.roots) = 1 and cardinality(inputs) = 1
      and v_gated is null
      and current_setting('transaction_isolation') = 'read committed' then
    select g.node_id into v_node
    from reflux.graph_steps g
    where g.graph_id = start_runs.graph_id and g.idx = v_live[1];
    -- Materialized, so that it is asked once: as the inner side of a
    -- join it could choose, and count down, several.
    with chosen as materialized (
      select c.worker_id
      from reflux_private.idle_workers c
      join reflux.workers w on w.id = c.worker_id
      where c.idle > 0
        and w.stopped_at is null and w.lost_at is null and w.lease_until > v_now
        and v_node = any (w.nodes)
      order by c.idle desc
      limit 1
      for no key update of c skip locked)
    update reflux_private.idle_workers i
    set idle = i.idle - 1
    from chosen c
    where i.worker_id = c.worker_id
    returning i.worker_id into v_worker;
  end if;

  -- The runs, but for those whose key was used before, and their first steps.
  with started as (
    insert into reflux.runs (
      flow_id, version_id, graph_id, state, priority, open_sinks, parent_run_id, parent_idx, parent_scope,
      trigger_step, idempotency_key, key_kind, key_digest, pinned, reach, created_at, started_at, input)
    select
      start_runs.flow_id,
      start_runs.version_id,
      start_runs.graph_id,
      case when v_worker is null then 'queued' else 'running' end::reflux.run_state,
      start_runs.priority,
      v_graph.sinks,
      start_runs.parent_run_id,
      start_runs.parent_idx,
      start_runs.parent_scope,
      start_runs.trigger_step,
      i.key,
      i.kind,
      i.digest,
      start_runs.pinned,
      start_runs.reach,
      v_now,
      case when v_worker is not null then v_now end,
      i.input
    from unnest(inputs, keys) i(input, kind, key, digest)
    on conflict (flow_id, idempotency_key, key_kind) where idempotency_key is not null do nothing
    returning id),
  first as (
    insert into reflux.steps (run_id, idx, state, attempt, worker_id, ready_at, started_at, gated)
    select
      s.id,
      f.idx,
      case when v_worker is null then 'ready' else 'running' end::reflux.step_state,
      (v_worker is not null)::int,
      v_worker,
      v_now,
      case when v_worker is not null then v_now end,
      case when f.idx = any (v_gated) then true end
    from started s, unnest(v_live) f(idx))
  select array_agg(id) into v_ids from started;

  -- Who runs the first steps: nobody if nothing was started, the
  -- worker that was chosen, or whoever hears the doorbell.
  if v_ids is null then
    if v_worker is not null then
      update reflux_private.idle_workers i set idle = i.idle + 1 where i.worker_id = v_worker;
    end if;
  elsif v_worker is not null then
    perform pg_notify('reflux_worker_' || v_worker, json_build_array(v_ids[1], v_live[1], '', 1)::text);
  elsif cardinality(v_graph.roots) = cardinality(v_live) then
    perform reflux_private.enqueue_steps(array_agg(
      reflux_private.place(
          run_id => r.id,
          idx => g.idx,
          scope => '',
          node_id => g.node_id,
          chunk => g.chunk,
          priority => start_runs.priority)))
    from unnest(v_ids) r(id), reflux.graph_steps g
    where g.graph_id = start_runs.graph_id and g.idx = any (v_live);
  else
    perform reflux_private.skip_roots(v_ids, start_runs.graph_id, v_live);
  end if;
  if v_ids is not null then
    perform reflux_private.announce(v_ids);
  end if;

  if cardinality(v_ids) = cardinality(inputs) then
    return query select unnest(v_ids), false;
  else
    return query
      select o.id, not coalesce(o.id = any (v_ids), false)
      from unnest(keys) k, reflux_private.run_of_key(start_runs.flow_id, k) o(id)
      group by o.id;
  end if;
end $$;

comment on function reflux_private.start_runs is
  'Starts one run per input, set-based; a used idempotency key returns the run it started before.';
