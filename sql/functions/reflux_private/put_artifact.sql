-- Stores what is too large for a row under the hash of its content. What is there stays.
create or replace function reflux_private.put_artifact(hash text, bytes int, body jsonb)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into reflux.artifacts (hash, bytes, body)
  values (put_artifact.hash, put_artifact.bytes, put_artifact.body)
  on conflict (hash) do nothing
$$;

comment on function reflux_private.put_artifact is 'Stores a body under the hash of its content, once.';
