-- Whether a scope of a run is one of these, or below one of them.
create or replace function reflux_private.is_within(
  run_id bigint, scope text, scopes reflux_private.step_ref[])
returns boolean language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from unnest(scopes) w
    where w.run_id = is_within.run_id
      and (w.scope = is_within.scope or starts_with(is_within.scope, w.scope || '/')));
end $$;

comment on function reflux_private.is_within is 'Whether a scope is one of these, or below one of them.';
