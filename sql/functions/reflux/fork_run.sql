-- Runs a run again as a new run of a version, the current one unless another is named: re-drive on what
-- was fixed. A step is reused, not run, where it ended and it, all it reads and all above it are as they
-- were; the rest runs; of a step that repeats a part, that part must be as it was, too. `from_step` and
-- what is below it runs in any case. A trigger has fired once, whatever became of its config. The old run
-- stays. Looked up by key, step by step, whatever the statistics say: `limit 1` keeps it so.
create or replace function reflux.fork_run(
  run_id bigint, from_step text default null, version int default null, reason text default null)
returns reflux.runs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  v_run reflux.runs := reflux_private.lock_run(run_id);
  v_fork reflux.runs;
  v_flow reflux.flows;
  v_version reflux.flow_versions;
  v_graph reflux.graphs;
  v_reused int[];
  v_settled reflux_private.settled[];
  v_ready reflux_private.place[];
begin
  select * into strict v_flow from reflux.flows f where f.id = v_run.flow_id;
  if v_run.pinned then
    perform reflux_private.fail('RFS03',
      format('run %s is a try of a draft, in which pinned outputs may stand in for steps', v_run.id), null,
      'Start a run with its input: reflux.start_run(flow, input).');
  end if;
  v_version := reflux_private.startable_version(v_flow, fork_run.version);
  select * into strict v_graph from reflux.graphs g where g.id = v_version.graph_id;
  if from_step is not null then
    perform reflux_private.find_step(v_graph.id, from_step);
  end if;
  perform reflux_private.check_input(v_graph.id, v_run.input);

  with recursive place as not materialized (
    select g.graph_id, g.idx, g.key, g.removed, g.is_trigger, g.on_error, g.region,
      jsonb_build_array(g.node_id, g.config, g.on_error, g.join_any, g.options -> 'disabled',
        (select jsonb_agg(jsonb_build_array(n.key, n.ports) order by n.key, n.ports)
         from unnest(g.need_keys, g.need_ports) n(key, ports)),
        case when g.body <> '{}' then (
          select jsonb_agg(b.key order by b.key) from reflux.graph_steps b
          where b.graph_id = g.graph_id and b.idx = any (g.body)) end) as meaning
    from reflux.graph_steps g),
  same as (
    select n.idx from place n
    cross join lateral (
      select * from place o where o.graph_id = v_run.graph_id and o.key = n.key and not o.removed limit 1) o
    cross join lateral (
      select * from reflux.steps s where s.run_id = v_run.id and s.idx = o.idx and s.scope = '' limit 1) s
    where n.graph_id = v_graph.id and not n.removed and n.key is distinct from from_step and not s.quiet
      and (o.meaning = n.meaning or o.is_trigger and n.is_trigger)
      and (s.state = 'succeeded'
        or s.state = 'skipped' and s.blocked = 0
        or s.state = 'failed' and n.on_error <> 'fail')),
  again as (
    select n.idx from place n
    where n.graph_id = v_graph.id and not n.removed and n.idx not in (select s.idx from same s)
      and (n.region is null or n.key = from_step or not exists (
        select from place o
        where o.graph_id = v_run.graph_id and o.key = n.key and o.meaning = n.meaning))
    union
    -- Whatever reads a step is below it.
    select o.idx from again a
    cross join lateral (
      select g.out_idx, g.region
      from reflux.graph_steps g where g.graph_id = v_graph.id and g.idx = a.idx limit 1) g
    cross join lateral unnest(g.out_idx || g.region) o(idx)
    where o.idx is not null)
  select coalesce(array_agg(s.idx), '{}') into v_reused
  from same s where s.idx not in (select a.idx from again a);

  insert into reflux.runs (
    flow_id, version_id, graph_id, state, priority, open_sinks,
    trigger_step, forked_from, created_at, input)
  values (
    v_flow.id, v_version.id, v_graph.id, 'queued', v_run.priority, v_graph.sinks,
    v_run.trigger_step, v_run.id, reflux_private.clock(), v_run.input)
  returning * into v_fork;

  -- What is reused ends at once, in whatever order it is written.
  with reused as (
    insert into reflux.steps (
      run_id, idx, state, deps, join_any, finished_at,
      ports, output, output_hash, error, gated)
    select v_fork.id, n.idx, s.state, n.deps, n.join_any, v_fork.created_at,
      s.ports, s.output, s.output_hash, s.error, case when n.gated then true end
    from unnest(v_reused) r(idx)
    cross join lateral (
      select * from reflux.graph_steps n where n.graph_id = v_graph.id and n.idx = r.idx limit 1) n
    cross join lateral (
      select o.idx from reflux.graph_steps o
      where o.graph_id = v_run.graph_id and o.key = n.key and not o.removed limit 1) o
    cross join lateral (
      select * from reflux.steps s where s.run_id = v_run.id and s.idx = o.idx and s.scope = '' limit 1) s
    returning idx, state, ports),
  -- Of what starts by itself: a trigger that this run was not started by stays out of it.
  root as (
    select g.*, g.is_trigger and g.key is distinct from from_step and not exists (
      select from reflux.graph_steps o
      join reflux.steps s on s.run_id = v_run.id and s.idx = o.idx and s.scope = ''
      where o.graph_id = v_run.graph_id and o.key = g.key and not o.removed and s.state <> 'skipped') as idle
    from unnest(v_graph.roots) r(idx)
    cross join lateral (
      select * from reflux.graph_steps g where g.graph_id = v_graph.id and g.idx = r.idx limit 1) g
    where g.idx not in (select unnest(v_reused))),
  begun as (
    insert into reflux.steps (run_id, idx, state, ready_at, finished_at, gated)
    select v_fork.id, r.idx, case when r.idle then 'skipped' else 'ready' end::reflux.step_state,
      case when not r.idle then reflux_private.clock() end, case when r.idle then reflux_private.clock() end,
      case when r.gated then true end
    from root r returning idx, state),
  ended as (
    select e.idx, e.state, e.ports from reused e
    union all select b.idx, b.state, null from begun b where b.state = 'skipped')
  select
    (select array_agg(reflux_private.settled(
        run_id => v_fork.id,
        idx => e.idx,
        scope => '',
        graph_id => v_graph.id,
        priority => v_fork.priority,
        state => e.state,
        ports => e.ports,
        ends => g.out_idx = '{}',
        races => g.races))
      from ended e cross join lateral (
        select * from reflux.graph_steps g where g.graph_id = v_graph.id and g.idx = e.idx limit 1) g),
    (select coalesce(array_agg(reflux_private.place(
        run_id => v_fork.id,
        idx => r.idx,
        scope => '',
        node_id => r.node_id,
        chunk => r.chunk,
        priority => v_fork.priority)), '{}')
      from root r where not r.idle)
  into v_settled, v_ready;
  if v_ready = '{}' and not exists (select from unnest(v_settled) d where d.state = 'succeeded') then
    perform reflux_private.fail('RFN03',
      format('v%s of flow %s has no trigger that run %s was started by',
        v_version.number, v_flow.slug, v_run.id),
      null, 'Start a run with its input: reflux.start_run(flow, input).');
  end if;
  -- What is reused may name what any run of its family keeps.
  insert into reflux.artifact_refs (run_id, hash, content_type, name, created_at)
  select distinct on (f.hash) v_fork.id, f.hash, f.content_type, f.name, f.created_at
  from reflux_private.family_of(v_run.id) m(id)
  join reflux.artifact_refs f on f.run_id = m.id
  order by f.hash, f.created_at desc;
  perform reflux_private.note_event(v_run.id, 'forked', fork_run.reason,
    jsonb_build_object('run', v_fork.id, 'version', v_version.number));
  perform reflux_private.note_event(v_fork.id, 'forked', fork_run.reason,
    jsonb_build_object('from', v_run.id, 'step', from_step, 'reused', cardinality(v_reused)));
  perform reflux_private.settle_steps(coalesce(v_settled, '{}'), ready => v_ready);
  perform reflux_private.announce(array[v_fork.id]);
  select * into v_fork from reflux.runs r where r.id = v_fork.id;
  return v_fork;
end $$;

comment on function reflux.fork_run is
  'Runs a run again as a new run of a version; steps that ended and did not change since are reused. '
  'Errors: RFN02, RFN03, RFN04, RFS03, RFS04, RFV03.';
