-- What a worker needs to know of a graph to run its steps. Graphs are immutable: it asks once.
create or replace function reflux_private.steps_of_graph(graph bigint)
returns table (
  idx int,
  key text,
  name text,
  version int,
  sources int[],
  timeout_ms int,
  straight boolean,
  config jsonb,
  options jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    g.idx,
    g.key,
    n.name,
    n.version,
    g.sources,
    g.timeout_ms,
    g.straight_idx is not null,
    g.config,
    g.options
  from reflux.graph_steps g
  join reflux.nodes n on n.id = g.node_id
  where g.graph_id = steps_of_graph.graph and not g.removed
$$;

comment on function reflux_private.steps_of_graph is 'The steps of a graph, as a worker runs them.';
