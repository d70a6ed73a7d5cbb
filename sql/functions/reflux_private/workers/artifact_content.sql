-- The bytes of an artifact, for the worker whose step names it; null where there is none.
create or replace function reflux_private.artifact_content(name text)
returns bytea language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.content from reflux.artifacts a where a.hash = name
$$;

comment on function reflux_private.artifact_content is 'The bytes of an artifact.';
