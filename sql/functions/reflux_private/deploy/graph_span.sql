-- The part of a graph that lies between two ranks, in its order: the steps that are in no patch, the fresh
-- ones where they were put, and the edges between them all. A way from one step to another lies between
-- their ranks.
create or replace function reflux_private.graph_span(
  graph bigint,
  low int,
  high int,
  spots jsonb,
  touched text[],
  edges reflux_private.flow_edge[],
  out keys text[],
  out span reflux_private.flow_edge[])
language sql stable set search_path = pg_catalog, pg_temp
set enable_nestloop = off set jit = off as $$
  with g as materialized (
    select key, idx, rank, out_ports, out_idx, key = any (touched) as is_touched
    from reflux.graph_steps
    where graph_id = graph and rank between low and high and not removed),
  k as materialized (
    select key, coalesce(spots -> key, jsonb_build_array(rank, 0)) as spot
    from g
    where not is_touched
    union all
    select key, value
    from jsonb_each(spots)
    where key = any (touched) and (value ->> 0)::int between low and high),
  e as (
    select g.key as source, o.port, t.key as target
    from g
    cross join lateral unnest(g.out_ports, g.out_idx) o(port, idx)
    join g t on t.idx = o.idx
    where not g.is_touched and not t.is_touched
    union all
    select e.source, e.port, e.target
    from unnest(edges) e
    where e.source in (select key from k) and e.target in (select key from k))
  select
    (select coalesce(array_agg(key order by spot), '{}') from k),
    (select coalesce(
      array_agg(row(null, source, port, target, true)::reflux_private.flow_edge), '{}') from e)
$$;

comment on function reflux_private.graph_span is
  'The steps of a graph between two ranks, with those of a patch, in order; and the edges between them.';
