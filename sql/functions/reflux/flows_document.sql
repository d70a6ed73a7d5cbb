-- Computed column: the current version as a document; null before the first deploy.
create or replace function reflux.flows_document(flow reflux.flows)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select reflux_private.document_of(flow, v.graph_id)
  from reflux.flow_versions v
  where v.id = flow.current_version_id
$$;

comment on function reflux.flows_document is
  'The current version as a document that deploys it; null before the first deploy.';
