-- Creates a flow without a version: it holds a draft until the first deploy, and starts nothing before that.
-- `source` is the YAML that the document was read from.
create or replace function reflux.create_flow(
  slug text, title text default null, document jsonb default null, source text default null)
returns reflux.flows language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_flow reflux.flows;
begin
  perform reflux_private.require_all_flows('create a flow');
  if create_flow.slug !~ '^[a-z0-9][a-z0-9_-]{0,62}$' then
    perform reflux_private.fail('RFV06', format('%L is not a flow name', create_flow.slug), null,
      'Use up to 63 lowercase letters, digits, - and _.');
  end if;
  if create_flow.source is not null and create_flow.document is null then
    perform reflux_private.fail('RFV01', 'a source is given, and no document', null,
      'Give the document that the source was read as.');
  end if;
  insert into reflux.flows (slug, title)
  values (create_flow.slug, create_flow.title)
  on conflict on constraint flows_slug_key do nothing
  returning * into v_flow;
  if v_flow.id is null then
    perform reflux_private.fail('RFC03', format('there is a flow %s already', create_flow.slug), null,
      'Choose another name.');
  end if;
  perform reflux.save_draft(
    create_flow.slug,
    source => create_flow.source,
    document => coalesce(
      create_flow.document,
      jsonb_build_object(
        'reflux', 1,
        'name', create_flow.slug,
        'steps', '{}'::jsonb,
        'edges', '[]'::jsonb)));
  return v_flow;
end $$;

comment on function reflux.create_flow is
  'Creates a flow that has a draft and no version yet. source: the YAML that the document was read from. '
  'Errors: RFV06, RFC03, RFP02, RFV01, RFV04, RFV23.';
