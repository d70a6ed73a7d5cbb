-- Saves the draft of a flow. `expected_revision` is the revision that was read, 0 for
-- none: if somebody saved in between, nothing is written and the detail says who and
-- when. A draft need not be valid, only an object. `source` is the YAML that it was read
-- from, and `unfinished` what is typed and no value yet, by place; left out, they stay.
create or replace function reflux.save_draft(
  slug text,
  document jsonb,
  expected_revision int default null,
  source text default null,
  unfinished jsonb default null)
returns reflux.flow_drafts language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_flow reflux.flows := reflux_private.find_flow(slug, lock => true);
  v_draft reflux.flow_drafts;
begin
  perform
    reflux_private.require_measure(document, 'the flow document'),
    reflux_private.require_measure(to_jsonb(source), 'the source'),
    reflux_private.require_measure(unfinished, 'unfinished text');
  if jsonb_typeof(document) is distinct from 'object' then
    perform reflux_private.fail('RFV01', 'a flow document is an object');
  end if;
  if jsonb_typeof(unfinished) <> 'object'
      or jsonb_path_exists(unfinished, 'strict $.* ? (@.type() != "string")') then
    perform reflux_private.fail('RFV01', 'unfinished text is an object of texts by their places', null,
      'For example {"steps.ask.config.body": "{{ input."}.');
  end if;
  perform reflux_private.expect_draft(v_flow, expected_revision);
  insert into reflux.flow_drafts as d (flow_id, document, base_version, author, source, unfinished)
  values (
    v_flow.id,
    save_draft.document,
    (select v.number from reflux.flow_versions v where v.id = v_flow.current_version_id),
    reflux_private.actor(),
    coalesce(save_draft.source, v_flow.source),
    coalesce(save_draft.unfinished, '{}'))
  on conflict (flow_id) do update set
    document = excluded.document,
    author = excluded.author,
    updated_at = reflux_private.clock(),
    revision = d.revision + 1,
    source = coalesce(save_draft.source, d.source),
    unfinished = coalesce(save_draft.unfinished, d.unfinished)
  returning * into v_draft;
  return v_draft;
end $$;

comment on function reflux.save_draft is
  'Saves the draft of a flow, unless it changed since it was read. source: the YAML it was read from; '
  'unfinished: texts that are no value yet, by their places; left out, both stay. Errors: RFN01, RFC02, '
  'RFV01, RFV04, RFV23.';
