-- An artifact, for a step of a run: nothing, unless its run keeps it, or one of its family (who called
-- whom), or its flow's document names it and whoever deployed that reaches a flow whose run keeps it. What
-- nobody remembers who kept is for the runs of that time, and those made of them.
create or replace function reflux_private.find_artifact(
  hash text,
  run_id bigint,
  out bytes bigint,
  out store text,
  out location text,
  out content_type text,
  out name text)
returns setof record language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_ref reflux.artifact_refs;
  v_root bigint;
  v_scope record;
begin
  select * into v_ref
  from reflux.artifact_refs f
  where f.run_id = find_artifact.run_id and f.hash = find_artifact.hash
  order by f.created_at desc
  limit 1;
  if not found then
    v_root := reflux_private.root_run(find_artifact.run_id);
    select * into v_ref
    from reflux.artifact_refs f
    where f.hash = find_artifact.hash and case
      when f.run_id is null then reflux_private.oldest_origin(find_artifact.run_id) < f.created_at
      else reflux_private.root_run(f.run_id) = v_root end
    limit 1;
  end if;
  if not found then
    v_scope := reflux_private.scope_of_run(find_artifact.run_id);
    select f.* into v_ref
    from reflux.artifact_refs f
    left join reflux.runs r on r.id = f.run_id
    where f.hash = find_artifact.hash
      and (v_scope.reach is null or r.flow_id = any (v_scope.reach))
      and exists (
        select from reflux.runs m
        join reflux.graph_steps g on g.graph_id = m.graph_id
        where m.id = find_artifact.run_id and jsonb_path_exists(
          jsonb_build_array(g.config, g.options),
          'strict $.** ? (@ == $hash)',
          jsonb_build_object('hash', find_artifact.hash)))
    limit 1;
  end if;
  return query
    select a.bytes, a.store, a.location, v_ref.content_type, v_ref.name
    from reflux.artifacts a
    where a.hash = v_ref.hash;
end $$;

comment on function reflux_private.find_artifact is
  'Where the bytes of an artifact are, for a step of a run that may read them; else nothing. Errors: RFN02.';
