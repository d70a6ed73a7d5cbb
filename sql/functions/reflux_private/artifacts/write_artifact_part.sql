-- Keeps a piece of bytes that an attempt is writing: all have the same size but the last. Nobody sees them
-- until keep_artifact says that they are whole; made twice, a call does no harm. RFT02 when the attempt is
-- over, or its bytes were taken for abandoned; RFV04 over settings.max_artifact_bytes.
create or replace function reflux_private.write_artifact_part(
  location uuid,
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  part int,
  content bytea)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_bytes bigint := write_artifact_part.part::bigint * 524288 + octet_length(write_artifact_part.content);
  v_most bigint := (select e.max_artifact_bytes from reflux.settings e);
begin
  if v_bytes > v_most then
    perform reflux_private.fail('RFV04', format('an artifact has at most %s bytes', v_most), null,
      'Keep it elsewhere, and pass where it is; or raise settings.max_artifact_bytes.');
  end if;
  perform reflux_private.require_attempt(
    write_artifact_part.run_id,
    write_artifact_part.idx,
    write_artifact_part.scope,
    write_artifact_part.attempt);
  if write_artifact_part.part = 0 then
    insert into reflux_private.artifact_uploads (location, run_id, idx, scope, attempt)
    values (
      write_artifact_part.location,
      write_artifact_part.run_id,
      write_artifact_part.idx,
      write_artifact_part.scope,
      write_artifact_part.attempt)
    on conflict (location) do nothing;
  end if;
  perform reflux_private.lock_upload(write_artifact_part.location);
  insert into reflux_private.artifact_parts (location, part, content)
  values (write_artifact_part.location, write_artifact_part.part, write_artifact_part.content)
  on conflict (location, part) do nothing;
end $$;

comment on function reflux_private.write_artifact_part is
  'Keeps a piece of bytes that an attempt is writing. Errors: RFT02, RFV04.';
