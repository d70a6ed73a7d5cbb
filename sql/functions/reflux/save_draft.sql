-- Saves the draft of a flow. `expected_revision` is the revision that was read, 0 for none: if somebody saved in
-- between, nothing is written and the detail says who and when. A draft need not be valid, only an object.
create or replace function reflux.save_draft(slug text, document jsonb, expected_revision int default null)
returns reflux.flow_drafts language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows := reflux_private.find_flow(slug, lock => true); v_draft reflux.flow_drafts;
begin
  perform reflux_private.require_measure(document, 'the flow document');
  if jsonb_typeof(document) is distinct from 'object' then
    perform reflux_private.fail('RFV01', 'a flow document is an object');
  end if;
  perform reflux_private.expect_draft(v_flow, expected_revision);
  insert into reflux.flow_drafts as d (flow_id, document, base_version, author)
  values (v_flow.id, save_draft.document, (select v.number from reflux.flow_versions v where v.id = v_flow.current_version_id), reflux_private.actor())
  on conflict (flow_id) do update set document = excluded.document, author = excluded.author, updated_at = clock_timestamp(), revision = d.revision + 1
  returning * into v_draft;
  return v_draft;
end $$;

comment on function reflux.save_draft is 'Saves the draft of a flow, unless it changed since it was read. Errors: RFN01, RFC02, RFV01, RFV04, RFV23.';
