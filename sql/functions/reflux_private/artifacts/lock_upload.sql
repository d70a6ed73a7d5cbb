-- Holds what is being written against the sweeper, which takes what no attempt writes any more.
create or replace function reflux_private.lock_upload(location uuid)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform from reflux_private.artifact_uploads u where u.location = lock_upload.location for key share;
  if not found then
    perform reflux_private.fail('RFT02',
      'what was written of an artifact is gone: its attempt was over');
  end if;
end $$;

comment on function reflux_private.lock_upload is
  'Holds what is being written of an artifact. Errors: RFT02.';
