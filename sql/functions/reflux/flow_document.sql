-- A flow as the document that deploys it: the graph of a version, with
-- the names and the layout people gave it.
create or replace function reflux.flow_document(flow text, version int default null)
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows;
  v_graph bigint;
begin
  select * into v_flow
  from reflux.flows f
  where f.slug = flow_document.flow and reflux_private.sees_flow(f.id);
  if v_flow.id is null then
    perform reflux_private.fail('RFN01', format('no flow %L', flow_document.flow), null, 'See reflux.flows.');
  end if;
  select v.graph_id into v_graph
  from reflux.flow_versions v
  where v.flow_id = v_flow.id
    and case
      when flow_document.version is null then v.id = v_flow.current_version_id
      else v.number = flow_document.version end;
  if v_graph is null then
    perform reflux_private.fail('RFN04',
      format('flow %s has no version %s', v_flow.slug, coalesce(flow_document.version::text, 'yet')));
  end if;
  return reflux_private.document_of(v_flow, v_graph);
end $$;

comment on function reflux.flow_document is
  'A version of a flow, the current one by default, as a document that deploys it. Errors: RFN01, RFN04.';
