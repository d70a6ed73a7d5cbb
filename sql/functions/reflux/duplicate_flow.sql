-- Copies a flow under another name, as a draft: two flows cannot answer on one webhook path, so a person
-- looks first. The copy is of the draft where there is one, else of the current version.
create or replace function reflux.duplicate_flow(slug text, new_slug text, title text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(slug);
  v_draft reflux.flow_drafts;
  v_document jsonb;
begin
  select * into v_draft from reflux.flow_drafts d where d.flow_id = v_flow.id;
  v_document := coalesce(v_draft.document, reflux.flow_document(v_flow.slug))
    || jsonb_build_object('name', new_slug)
    || case when title is null then '{}' else jsonb_build_object('title', title) end;
  return reflux.create_flow(
    new_slug, coalesce(title, v_flow.title), v_document, coalesce(v_draft.source, v_flow.source));
end $$;

comment on function reflux.duplicate_flow is
  'Copies a flow to a new name, as a draft. Errors: RFN01, RFN04, RFC03, RFV06, RFP02.';
