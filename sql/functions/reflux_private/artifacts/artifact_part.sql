-- A piece of an artifact that find_artifact, or the table for whoever asks the API, has told the location of.
create or replace function reflux_private.artifact_part(location uuid, part int)
returns bytea language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.content
  from reflux_private.artifact_parts p
  where p.location = artifact_part.location and p.part = artifact_part.part
$$;

comment on function reflux_private.artifact_part is 'A piece of an artifact''s bytes.';
