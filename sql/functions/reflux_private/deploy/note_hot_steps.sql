-- Notes what the hot path asks of the steps of a new graph: of those that end the flow or lead
-- to one step that waits for nobody else, in graphs without a race. All others take the general path, among
-- them who ends with more than its output: a place under a concurrency key, or scopes.
create or replace function reflux_private.note_hot_steps(graph bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into reflux_private.hot_steps (graph_id, idx, next_idx, next_node, next_chunk, next_own)
  select
    g.graph_id,
    g.idx,
    x.idx,
    x.node_id,
    x.chunk,
    case when x.idx is not null then cardinality(x.needs) = 1 end
  from reflux.graph_steps g
  left join reflux.graph_steps x on x.graph_id = g.graph_id and x.idx = g.straight_idx and not x.join_any
  where g.graph_id = graph and not g.races and not g.gated and not g.removed and g.body = '{}'
    and (x.idx is not null or g.out_idx = '{}')
$$;

comment on function reflux_private.note_hot_steps is
  'Notes what the hot path asks of the steps of a new graph.';
