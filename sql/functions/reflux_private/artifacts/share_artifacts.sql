-- Lets a run read the artifacts that a value names: whoever hands them on may read them himself, by the
-- flows that he reaches. For what people give a run; what a node gives names what its own run keeps.
create or replace function reflux_private.share_artifacts(run_id bigint, value jsonb)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  -- Held, so that the sweeper leaves them.
  select from reflux.artifacts a
  where a.hash in (
    select n #>> '{}'
    from jsonb_path_query(value, 'strict $.**.artifact ? (@ starts with "sha256:")') n)
  for key share;

  insert into reflux.artifact_refs (run_id, hash, content_type, name)
  select distinct on (f.hash) share_artifacts.run_id, f.hash, f.content_type, f.name
  from jsonb_path_query(value, 'strict $.**.artifact ? (@ starts with "sha256:")') n(name)
  join reflux.artifact_refs f on f.hash = n.name #>> '{}'
  left join reflux.runs r on r.id = f.run_id
  where reflux_private.sees_all_flows() or r.flow_id = any (reflux_private.seen_flows())
  order by f.hash, f.created_at desc
  on conflict do nothing
$$;

comment on function reflux_private.share_artifacts is
  'Lets a run read what a value names of the artifacts that the caller reaches.';
