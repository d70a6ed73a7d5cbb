-- Keeps bytes under the hash of their content, once; returns that name. What is there stays. RFV04 over 10
-- MB: a row is no place for more. Bytes that are kept again are young again, see drop_loose_artifacts.
create or replace function reflux_private.put_artifact(content bytea, content_type text)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_name text := 'sha256:' || encode(sha256(content), 'hex');
begin
  if octet_length(content) > 10485760 then
    perform reflux_private.fail('RFV04',
      format('an artifact has at most 10485760 bytes, not %s', octet_length(content)),
      null,
      'Keep it elsewhere, and pass where it is.');
  end if;
  insert into reflux.artifacts as a (hash, bytes, content, content_type)
  values (v_name, octet_length(content), put_artifact.content, left(put_artifact.content_type, 200))
  on conflict (hash) do update
    set kept_at = reflux_private.clock()
    where a.kept_at < reflux_private.clock() - interval '1 hour';
  return v_name;
end $$;

comment on function reflux_private.put_artifact is
  'Keeps bytes under the hash of their content, once. Errors: RFV04.';
