-- Computed column: a version as a document.
create or replace function reflux.flow_versions_document(version reflux.flow_versions)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.document_of(f, version.graph_id) from reflux.flows f where f.id = version.flow_id
$$;

comment on function reflux.flow_versions_document is
  'The version as a document that deploys it, with the flow''s present title, tags and layout.';
