-- Turns a checked document into an immutable graph and returns its id; the
-- same content gives the same graph. With `base`, steps that the base graph
-- has keep their idx, so a run's step rows survive a change of its graph.
create or replace function reflux_private.compile_graph(document jsonb, base bigint default null)
returns bigint language plpgsql volatile
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_content jsonb := jsonb_build_object('input', document -> 'input', 'steps', document -> 'steps', 'edges', (
    select coalesce(
      jsonb_agg(distinct source || case port when 'out' then '' else '.' || port end || ' -> ' || target),
      '[]')
    from reflux_private.document_edges(document)));
  v_nodes jsonb;
  v_places jsonb;
  v_hash bytea;
  v_graph bigint;
begin
  -- Which node each step is, and which idx it has: that of the base graph, else the next free one.
  select jsonb_object_agg(key, node) into v_nodes from reflux_private.document_steps(document);
  select jsonb_object_agg(key, idx) into v_places
  from (
    select
      o.key,
      coalesce(
        b.idx,
        (select coalesce(max(idx) + 1, 0) from reflux.graph_steps where graph_id = base)
          + (row_number() over (partition by b.idx is null order by o.n))::int - 1) as idx
    from unnest(reflux_private.topological_order(document)) with ordinality o(key, n)
    left join reflux.graph_steps b on b.graph_id = base and b.key = o.key) p;

  -- The same content is the same graph.
  v_hash := sha256(convert_to(jsonb_build_array(v_content, v_nodes, v_places)::text, 'UTF8'));
  select id into v_graph from reflux.graphs where hash = v_hash;
  if found then
    return v_graph;
  end if;
  insert into reflux.graphs (hash, document, input_schema, roots, sinks)
  values (v_hash, v_content, nullif(document -> 'input', 'null'), '{}', 0)
  on conflict (hash) do nothing
  returning id into v_graph;
  if v_graph is null then
    return (select id from reflux.graphs where hash = v_hash);
  end if;

  -- Its steps, each with the edges that come and go, and the steps whose outputs it needs.
  insert into reflux.graph_steps (
    graph_id, idx, key, node_id, deps, sources, needs, need_keys, need_ports, need_depths, out_ports, out_idx,
    straight_idx, gated, region, body, body_roots, body_sinks,
    join_any, races, on_error, max_tries, retry, timeout_ms, chunk, is_trigger, config, options)
  with gate as materialized (
    -- A disabled step does nothing, and needs no decision.
    select x.key
    from jsonb_each(document -> 'steps') x
    where x.value ? 'concurrency' and x.value -> 'disabled' is distinct from 'true'),
  region as materialized (
    select * from reflux_private.regions(document)),
  -- An edge that begins a body brings no token: its scopes do.
  edge as materialized (
    select distinct
      d.source,
      d.port,
      d.target,
      (v_places ->> d.source)::int as source_idx,
      (v_places ->> d.target)::int as target_idx,
      coalesce(r.owner = d.source, false) as opens
    from reflux_private.document_edges(document) d
    left join region r on r.key = d.target),
  e as materialized (
    select * from edge where not opens),
  ins as materialized (
    select target, count(*)::int as deps, array_agg(distinct source_idx order by source_idx) as sources
    from e
    group by target),
  outs as materialized (
    select
      source,
      array_agg(port order by port, target_idx) as ports,
      array_agg(target_idx order by port, target_idx) as targets,
      min(target) as target
    from e
    group by source),
  bodies as materialized (
    select
      r.owner,
      array_agg((v_places ->> r.key)::int order by (v_places ->> r.key)::int) as body,
      array_agg((v_places ->> r.key)::int order by (v_places ->> r.key)::int)
        filter (where i.target is null) as roots,
      count(*) filter (where o.source is null) as sinks
    from region r
    left join ins i on i.target = r.key
    left join outs o on o.source = r.key
    group by r.owner),
  needs as materialized (
    select
      n.key,
      array_agg(idx order by idx) as needs,
      array_agg(need order by idx) as need_keys,
      array_agg(ports order by idx) as need_ports,
      array_agg(coalesce(r.depth, 0) order by idx) as need_depths
    from (
      select key, idx, need, string_agg(port, ',' order by port) as ports
      from (
        select target as key, source_idx as idx, source as need, port
        from e
        union all
        select x.key, (v_places ->> r)::int, r, null
        from jsonb_each(document -> 'steps') x, reflux_private.expression_references(x.value) r
        where strpos(x.value::text, '{{') > 0) u
      group by key, idx, need) n
    left join region r on r.key = n.need
    group by n.key)
  select
    v_graph,
    (v_places ->> s.key)::int,
    s.key,
    s.node_id,
    coalesce(i.deps, 0),
    coalesce(i.sources, '{}'),
    coalesce(n.needs, '{}'),
    coalesce(n.need_keys, '{}'),
    coalesce(n.need_ports, '{}'),
    coalesce(n.need_depths, '{}'),
    coalesce(o.ports, '{}'),
    coalesce(o.targets, '{}'),
    case when o.ports = '{out}' and a.deps = 1 and b.owner is null and gate_behind.key is null
        and not coalesce(bool_or(s.step ->> 'join' = 'any') over (), false)
      then o.targets[1] end,
    gate.key is not null,
    (v_places ->> r.owner)::int,
    coalesce(b.body, '{}'),
    coalesce(b.roots, '{}'),
    coalesce(b.sinks, 0),
    coalesce(s.step ->> 'join' = 'any', false),
    coalesce(bool_or(s.step ->> 'join' = 'any') over (), false),
    coalesce(s.step ->> 'on_error', 'fail'),
    least(coalesce((s.step -> 'retry' ->> 'max')::int, (s.manifest -> 'retry' ->> 'max')::int, 0), 100) + 1,
    jsonb_strip_nulls(jsonb_build_object(
        'jitter', s.manifest -> 'retry' -> 'jitter',
        'initial', (s.manifest -> 'retry' ->> 'backoffMs')::numeric / 1000,
        'limit', (s.manifest -> 'retry' ->> 'maxBackoffMs')::numeric / 1000))
      || coalesce(s.step -> 'retry', '{}'),
    coalesce(
      extract(epoch from reflux_private.try_interval(s.step -> 'timeout')) * 1000,
      (s.manifest ->> 'timeoutMs')::int)::int,
    case s.effects when 'pure' then 50 else 5 end,
    s.kind = 'trigger',
    coalesce(s.step -> 'config', '{}'),
    s.step - 'config' - 'node'
  from reflux_private.document_steps(document) s
  left join ins i on i.target = s.key
  left join outs o on o.source = s.key
  left join ins a on a.target = o.target
  left join gate on gate.key = s.key
  left join gate gate_behind on gate_behind.key = o.target
  left join needs n on n.key = s.key
  left join region r on r.key = s.key
  left join bodies b on b.owner = s.key;

  perform reflux_private.note_hot_steps(v_graph);
  update reflux.graphs g set
    roots = array(
      select idx from reflux.graph_steps
      where graph_id = v_graph and deps = 0 and region is null
      order by idx),
    sinks = (
      select count(*) from reflux.graph_steps
      where graph_id = v_graph and out_idx = '{}' and region is null)
  where g.id = v_graph;
  return v_graph;
end $$;

comment on function reflux_private.compile_graph is
  'Compiles a checked document to an immutable, content-addressed graph; returns its id.';
