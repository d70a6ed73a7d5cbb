-- Computed column: the flows whose current version uses this version of the node.
create or replace function reflux.nodes_used_by(node reflux.nodes)
returns setof reflux.flows language sql stable set search_path = pg_catalog, pg_temp as $$
  select f.*
  from reflux.flows f
  where f.archived_at is null and exists (
    select from reflux.flow_versions v
    join reflux.graph_steps g on g.graph_id = v.graph_id
    where v.id = f.current_version_id and g.node_id = node.id and not g.removed)
  order by f.slug
$$;

comment on function reflux.nodes_used_by is 'The flows whose current version uses this node.';
