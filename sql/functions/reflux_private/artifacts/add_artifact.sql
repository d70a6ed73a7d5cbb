-- The row of an artifact, made or found, and held until this transaction ends; returns where its bytes are.
-- What was being written there is whole with that.
create or replace function reflux_private.add_artifact(hash text, bytes bigint, store text, location text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_kept text;
  v_written bigint;
begin
  if store = 'postgres' then
    -- Held, it is not taken for abandoned; told twice, it is none any more.
    perform from reflux_private.artifact_uploads u where u.location = add_artifact.location::uuid for update;
    v_written := (
      select coalesce(sum(octet_length(p.content)), 0)
      from reflux_private.artifact_parts p
      where p.location = add_artifact.location::uuid);
    if v_written <> add_artifact.bytes then
      perform reflux_private.fail('RFT02',
        format('%s of %s bytes of an artifact are there', v_written, add_artifact.bytes));
    end if;
  end if;
  -- Found, it may be gone before it is ours: then it is made.
  for i in 1 .. 3 loop
    insert into reflux.artifacts as a (hash, bytes, store, location)
    values (add_artifact.hash, add_artifact.bytes, add_artifact.store, add_artifact.location)
    on conflict do nothing
    returning a.location into v_kept;
    exit when found;
    select a.location into v_kept
    from reflux.artifacts a
    where a.hash = add_artifact.hash
    for key share;
    exit when found;
  end loop;
  if v_kept = add_artifact.location and store = 'postgres' then
    delete from reflux_private.artifact_uploads u where u.location = v_kept::uuid;
  end if;
  return v_kept;
end $$;

comment on function reflux_private.add_artifact is
  'The row of an artifact, made or found and held; says where its bytes are. Errors: RFT02.';
