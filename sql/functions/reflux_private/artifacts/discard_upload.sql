-- Lets go of what was written and is not needed. What was kept is no upload any more, and stays.
create or replace function reflux_private.discard_upload(location uuid)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (
    delete from reflux_private.artifact_uploads u
    where u.location = discard_upload.location
    returning u.location)
  delete from reflux_private.artifact_parts p using gone g where p.location = g.location
$$;

comment on function reflux_private.discard_upload is 'Lets go of bytes that were written and not kept.';
