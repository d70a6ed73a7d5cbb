-- The steps of a document as the engine reads them, each with the edges that come and go, and the steps whose
-- outputs it needs. `places`: the idx of each key; `touched`: those wanted, null for all. Whether a step goes
-- straight on, and whether its graph races, is known when all are together (write_graph).
create or replace function reflux_private.compile_steps(
  parts reflux_private.flow_parts, places jsonb, touched text[] default null)
returns setof reflux.graph_steps language sql stable
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
  with p as materialized (
    select key, value::int as idx from jsonb_each_text(places) p),
  e as materialized (
    select e.source, e.port, s.idx as source_idx, t.idx as target_idx
    from unnest((parts).edges) e
    join p s on s.key = e.source
    join p t on t.key = e.target),
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
      array_agg(idx order by idx) as needs,
      array_agg(need order by idx) as need_keys,
      array_agg(ports order by idx) as need_ports
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
    group by reader),
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
    null::int as rank,
    false as removed
  from unnest((parts).steps) s
  join p on p.key = s.key
  join node d on d.id = s.node_id
  left join timeout t on t.value = s.step -> 'timeout'
  left join ins i on i.target_idx = p.idx
  left join outs o on o.source_idx = p.idx
  left join needs n on n.reader = p.idx
  where touched is null or s.key = any (touched)
$$;

comment on function reflux_private.compile_steps is
  'The steps of a document as the engine reads them: their edges, what they need, how they run.';
