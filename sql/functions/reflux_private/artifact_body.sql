-- The content of an artifact, for the worker whose step reads it. Without such an artifact there is no row.
create or replace function reflux_private.artifact_body(hash text)
returns table (body jsonb) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.body from reflux.artifacts a where a.hash = artifact_body.hash
$$;

comment on function reflux_private.artifact_body is 'The content of an artifact.';
