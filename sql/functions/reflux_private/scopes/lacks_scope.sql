-- Whether a step of a graph cannot come about in this scope of a run: there is no such scope, or it is one of
-- another part.
create or replace function reflux_private.lacks_scope(run_id bigint, place reflux.graph_steps, scope text)
returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when lacks_scope.scope = '' then place.region is not null
    else not exists (
      select from reflux.scopes c
      where c.run_id = lacks_scope.run_id and c.scope = lacks_scope.scope and c.idx = place.region) end;
end $$;

comment on function reflux_private.lacks_scope is 'Whether a step cannot come about in a scope of a run.';
