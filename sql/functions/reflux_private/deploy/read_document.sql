-- A flow document, read once for all its checks and for its compilation.
create or replace function reflux_private.read_document(document jsonb)
returns reflux_private.flow_parts language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_parts reflux_private.flow_parts;
begin
  v_parts.document := document;
  v_parts.steps := array(select s from reflux_private.document_steps(document) s);
  v_parts.keys := array(select s.key from unnest(v_parts.steps) s order by s.key collate "C");
  v_parts.edges := array(select e from reflux_private.document_edges(document) e);
  v_parts.reads := array(select r from reflux_private.document_reads(v_parts.steps, v_parts.edges) r);
  v_parts.ordered := reflux_private.topological_order(v_parts.keys, v_parts.edges);
  v_parts.owners := reflux_private.body_ports(v_parts.steps);
  v_parts.regions := array(
    select r from reflux_private.regions(v_parts.keys, v_parts.edges, v_parts.owners) r);
  v_parts.late := reflux_private.late_reads(v_parts.ordered, v_parts.edges, v_parts.reads);
  return v_parts;
end $$;

comment on function reflux_private.read_document is
  'A flow document, read once for all its checks and for its compilation.';
