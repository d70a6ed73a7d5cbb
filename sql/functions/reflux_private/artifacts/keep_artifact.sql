-- Makes bytes that a store holds an artifact of an attempt's run. The same bytes are kept once: where they
-- are is returned, and whoever brought another copy lets go of it. Made twice, a call does no harm. Whoever
-- keeps an artifact holds its row until he commits, so the sweeper, which only tries, does not take it.
create or replace function reflux_private.keep_artifact(
  run_id bigint,
  idx int,
  scope text,
  attempt int,
  hash text,
  bytes bigint,
  store text,
  location text,
  content_type text,
  name text default null)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_kept text;
begin
  perform reflux_private.require_attempt(
    keep_artifact.run_id,
    keep_artifact.idx,
    keep_artifact.scope,
    keep_artifact.attempt);
  v_kept := reflux_private.add_artifact(
    keep_artifact.hash,
    keep_artifact.bytes,
    keep_artifact.store,
    keep_artifact.location);
  insert into reflux.artifact_refs (run_id, hash, idx, scope, attempt, content_type, name)
  values (
    keep_artifact.run_id,
    keep_artifact.hash,
    keep_artifact.idx,
    keep_artifact.scope,
    keep_artifact.attempt,
    left(keep_artifact.content_type, 200),
    left(keep_artifact.name, 200))
  on conflict do nothing;
  return v_kept;
end $$;

comment on function reflux_private.keep_artifact is
  'Makes bytes that a store holds an artifact of an attempt''s run, and says where they are. Errors: RFT02.';
