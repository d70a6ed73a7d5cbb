-- Keeps the files that a run was started with, in the transaction that starts it. Errors: RFV04.
create or replace function reflux_private.keep_files(run_id bigint, files bytea[], types text[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_most bigint := (select e.max_artifact_bytes from reflux.settings e);
  v_location uuid;
  v_hash text;
  v_file bytea;
  v_type text;
begin
  for v_file, v_type in select * from unnest(files, types) loop
    if octet_length(v_file) > v_most then
      perform reflux_private.fail('RFV04', format('an artifact has at most %s bytes', v_most), null,
        'Send less; or raise settings.max_artifact_bytes.');
    end if;
    v_location := gen_random_uuid();
    v_hash := 'sha256:' || encode(sha256(v_file), 'hex');
    insert into reflux_private.artifact_parts (location, part, content)
    select v_location, p, substring(v_file from p * 524288 + 1 for 524288)
    from generate_series(0, greatest(octet_length(v_file) - 1, 0) / 524288) p;
    if reflux_private.add_artifact(v_hash, octet_length(v_file), 'postgres', v_location::text)
      <> v_location::text
    then
      delete from reflux_private.artifact_parts p where p.location = v_location;
    end if;
    insert into reflux.artifact_refs (run_id, hash, content_type)
    values (keep_files.run_id, v_hash, left(v_type, 200))
    on conflict do nothing;
  end loop;
end $$;

comment on function reflux_private.keep_files is
  'Keeps the files that a run was started with. Errors: RFV04, RFT02.';
