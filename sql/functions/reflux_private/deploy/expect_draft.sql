-- Refuses to go on when the draft is not the one the caller read (0:
-- there was none). The caller holds the flow's lock.
create or replace function reflux_private.expect_draft(flow reflux.flows, expected_revision int)
returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_draft reflux.flow_drafts;
begin
  select * into v_draft from reflux.flow_drafts d where d.flow_id = flow.id;
  if expected_revision <> coalesce(v_draft.revision, 0) then
    perform reflux_private.fail('RFC02',
      format('the draft of %s was changed by %s', flow.slug,
        coalesce(v_draft.author, 'somebody: it was published or discarded')),
      jsonb_build_object(
        'expected', expected_revision,
        'found', coalesce(v_draft.revision, 0),
        'author', v_draft.author,
        'updated_at', v_draft.updated_at),
      'Read it again and merge.');
  end if;
end $$;

comment on function reflux_private.expect_draft is
  'Raises RFC02 when a draft is not the one the caller read.';
