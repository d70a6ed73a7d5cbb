-- The steps of a document as the engine reads them, each with the edges that come and go, and the steps whose
-- outputs it needs. `places`: the idx of each key; `touched`: those wanted, null for all. Whether a step goes
-- straight on, and whether its graph races, is known when all are together (write_graph).
create or replace function reflux_private.compile_steps(
  parts reflux_private.flow_parts, places jsonb, touched text[] default null)
returns setof reflux.graph_steps language sql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with p as materialized (
    select key, value::int as idx from jsonb_each_text(places) p),
  region as materialized (
    select r.key, r.owner, r.depth, p.idx
    from unnest((parts).regions) r
    join p on p.key = r.key),
  -- An edge that begins what a step repeats brings no token: its scopes do.
  e as materialized (
    select e.source, e.port, s.idx as source_idx, t.idx as target_idx
    from unnest((parts).edges) e
    join p s on s.key = e.source
    join p t on t.key = e.target
    left join region r on r.key = e.target
    where r.owner is distinct from e.source),
  ins as materialized (
    select target_idx, count(*)::int as deps, array_agg(distinct source_idx order by source_idx) as sources
    from e
    group by target_idx),
  outs as materialized (
    select
      source_idx,
      array_agg(port order by port, target_idx) as ports,
      array_agg(target_idx order by port, target_idx) as targets
    from e
    group by source_idx),
  needs as materialized (
    select
      reader,
      array_agg(n.idx order by n.idx) as needs,
      array_agg(n.need order by n.idx) as need_keys,
      array_agg(n.ports order by n.idx) as need_ports,
      array_agg(coalesce(r.depth, 0) order by n.idx) as need_depths
    from (
      select reader, idx, min(need) as need, string_agg(port, ',' order by port) as ports
      from (
        select target_idx as reader, source_idx as idx, source as need, port
        from e
        union all
        select distinct k.idx, p.idx, r.name, null
        from unnest((parts).reads) r
        join p on p.key = r.name
        join p k on k.key = r.key
        where r.root = 'steps') u
      group by reader, idx) n
    left join region r on r.key = n.need
    group by reader),
  bodies as materialized (
    select
      r.owner,
      array_agg(r.idx order by r.idx) as body,
      array_agg(r.idx order by r.idx) filter (where i.target_idx is null) as roots,
      count(*) filter (where o.source_idx is null)::int as sinks
    from region r
    left join ins i on i.target_idx = r.idx
    left join outs o on o.source_idx = r.idx
    group by r.owner),
  timeout as materialized (
    select value, extract(epoch from reflux_private.try_interval(value)) * 1000 as ms
    from (select distinct step -> 'timeout' as value from unnest((parts).steps) where step ? 'timeout') t),
  node as materialized (
    select
      id,
      kind,
      effects,
      (manifest -> 'retry' ->> 'max')::int as retries,
      (manifest ->> 'timeoutMs')::int as timeout_ms,
      jsonb_strip_nulls(jsonb_build_object(
        'jitter', manifest -> 'retry' -> 'jitter',
        'initial', (manifest -> 'retry' ->> 'backoffMs')::numeric / 1000,
        'limit', (manifest -> 'retry' ->> 'maxBackoffMs')::numeric / 1000)) as retry
    from reflux.nodes
    where id in (select node_id from unnest((parts).steps)))
  select
    null::bigint as graph_id,
    p.idx,
    s.key,
    s.node_id,
    coalesce(i.deps, 0) as deps,
    coalesce(i.sources, '{}') as sources,
    coalesce(n.needs, '{}') as needs,
    coalesce(n.need_keys, '{}') as need_keys,
    coalesce(n.need_ports, '{}') as need_ports,
    coalesce(o.ports, '{}') as out_ports,
    coalesce(o.targets, '{}') as out_idx,
    coalesce(s.step ->> 'join' = 'any', false) as join_any,
    null::boolean as races,
    coalesce(s.step ->> 'on_error', 'fail') as on_error,
    (least(coalesce((s.step -> 'retry' ->> 'max')::int, d.retries, 0), 100) + 1)::smallint as max_tries,
    d.retry || coalesce(s.step -> 'retry', '{}') as retry,
    coalesce(t.ms, d.timeout_ms)::int as timeout_ms,
    (case d.effects when 'pure' then 50 else 5 end)::smallint as chunk,
    d.kind = 'trigger' as is_trigger,
    coalesce(s.step -> 'config', '{}') as config,
    s.step - array['config', 'node'] as options,
    null::int as straight_idx,
    -- A disabled step does nothing, and needs no decision.
    s.step ? 'concurrency' and s.step -> 'disabled' is distinct from 'true' as gated,
    w.idx as region,
    coalesce(b.body, '{}') as body,
    coalesce(b.roots, '{}') as body_roots,
    coalesce(b.sinks, 0) as body_sinks,
    coalesce(n.need_depths, '{}') as need_depths,
    null::int as rank,
    false as removed
  from unnest((parts).steps) s
  join p on p.key = s.key
  join node d on d.id = s.node_id
  left join timeout t on t.value = s.step -> 'timeout'
  left join ins i on i.target_idx = p.idx
  left join outs o on o.source_idx = p.idx
  left join needs n on n.reader = p.idx
  left join bodies b on b.owner = s.key
  left join region r on r.key = s.key
  left join p w on w.key = r.owner
  where touched is null or s.key = any (touched)
$$;

comment on function reflux_private.compile_steps is
  'The steps of a document as the engine reads them: their edges, what they need, how they run.';
