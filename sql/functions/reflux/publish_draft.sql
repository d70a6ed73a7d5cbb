-- Deploys the draft of a flow and drops it, both or neither. Text that is no value yet would be lost, so it
-- refuses. As with deploy_flow, expressions are not parsed here but by the API.
create or replace function reflux.publish_draft(
  slug text,
  expected_revision int default null,
  note text default null)
returns reflux.flow_versions language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
  v_draft reflux.flow_drafts;
  v_version reflux.flow_versions;
begin
  perform reflux_private.expect_draft(v_flow, expected_revision);
  delete from reflux.flow_drafts d where d.flow_id = v_flow.id returning * into v_draft;
  if v_draft.document is null then
    perform reflux_private.fail('RFC02', format('flow %s has no draft', v_flow.slug), null,
      'It was published or discarded meanwhile.');
  end if;
  if v_draft.unfinished <> '{}' then
    perform reflux_private.fail('RFV24',
      format('the draft of %s has unfinished text: %s', v_flow.slug,
        (select string_agg(k, ', ' order by k) from jsonb_object_keys(v_draft.unfinished) k)),
      null,
      'Finish or empty it in the editor, then publish.');
  end if;
  v_version := reflux.deploy_flow(v_flow.slug, v_draft.document, publish_draft.note, v_draft.source);
  return v_version;
end $$;

comment on function reflux.publish_draft is
  'Makes the draft of a flow its current version and drops the draft. Errors: RFN01, RFC02, RFV24, and '
  'those of deploy_flow.';
