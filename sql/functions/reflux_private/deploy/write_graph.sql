-- Fills a new graph with its steps: those compiled, and those of its base that were not touched. `ordered`
-- lists the idx of all of them by rank. A step that is gone keeps its row, without edges: nothing starts or
-- counts it. What hangs on the graph as a whole, races and straight steps, is decided here.
create or replace function reflux_private.write_graph(
  graph bigint,
  parts reflux_private.flow_parts,
  places jsonb,
  ordered int[],
  base bigint default null,
  touched text[] default null,
  gone int[] default '{}')
returns void language plpgsql volatile
set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  insert into reflux.graph_steps (
    graph_id,
    idx,
    rank,
    removed,
    key,
    node_id,
    deps,
    sources,
    needs,
    need_keys,
    need_ports,
    out_ports,
    out_idx,
    straight_idx,
    gated,
    region,
    body,
    body_roots,
    body_sinks,
    need_depths,
    join_any,
    races,
    on_error,
    max_tries,
    retry,
    timeout_ms,
    chunk,
    is_trigger,
    config,
    options)
  with compiled as materialized (
    select * from reflux_private.compile_steps(parts, places, touched)),
  kept as (
    select b.*
    from reflux.graph_steps b
    where b.graph_id = base and b.idx <> all (gone) and b.idx not in (select idx from compiled)),
  lost as (
    select (jsonb_populate_record(b, '{"removed": true, "join_any": false, "deps": 0, "sources": [],
      "needs": [], "need_keys": [], "need_ports": [], "need_depths": [], "out_ports": [], "out_idx": [],
      "region": null, "body": [], "body_roots": [], "body_sinks": 0}')).*
    from reflux.graph_steps b
    where b.graph_id = base and b.idx = any (gone)),
  g as (
    select * from compiled
    union all
    select * from kept
    union all
    select * from lost),
  -- The steps that one edge leads to, and that need no decision; and whether some step races.
  alone as materialized (
    select idx from compiled where deps = 1 and not gated
    union all
    select idx from kept where deps = 1 and not gated),
  raced as materialized (
    select exists (select from compiled where join_any) or exists (select from kept where join_any) as races)
  select
    graph,
    g.idx,
    o.n::int - 1,
    g.removed,
    g.key,
    g.node_id,
    g.deps,
    g.sources,
    g.needs,
    g.need_keys,
    g.need_ports,
    g.out_ports,
    g.out_idx,
    case when g.out_ports = '{out}' and g.body = '{}' and not r.races then a.idx end,
    g.gated,
    g.region,
    g.body,
    g.body_roots,
    g.body_sinks,
    g.need_depths,
    g.join_any,
    r.races,
    g.on_error,
    g.max_tries,
    g.retry,
    g.timeout_ms,
    g.chunk,
    g.is_trigger,
    g.config,
    g.options
  from g
  cross join raced r
  join unnest(ordered) with ordinality o(idx, n) on o.idx = g.idx
  left join alone a on a.idx = g.out_idx[1];

  update reflux.graphs g set
    roots = array(
      select s.idx
      from reflux.graph_steps s
      where s.graph_id = graph and s.deps = 0 and s.region is null and not s.removed
      order by s.rank),
    sinks = (
      select count(*)
      from reflux.graph_steps s
      where s.graph_id = graph and s.out_idx = '{}' and s.region is null and not s.removed)
  where g.id = graph;
  perform reflux_private.note_hot_steps(graph);
end $$;

comment on function reflux_private.write_graph is
  'Fills a new graph with its steps: those compiled, and those of its base that are not among them.';
