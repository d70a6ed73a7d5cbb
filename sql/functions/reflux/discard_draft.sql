-- Drops the draft of a flow; what is deployed stays. Discarding none is not an error.
create or replace function reflux.discard_draft(slug text, expected_revision int default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
begin
  perform reflux_private.expect_draft(v_flow, expected_revision);
  delete from reflux.flow_drafts d where d.flow_id = v_flow.id;
  return v_flow;
end $$;

comment on function reflux.discard_draft is
  'Drops the draft of a flow, unless it changed since it was read. Errors: RFN01, RFC02.';
